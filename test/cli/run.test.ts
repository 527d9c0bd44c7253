import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadCommands } from "../../cli/commands/index.ts";
import { type Sandbox, sandbox } from "../helpers/cli.ts";

let place: Sandbox;
beforeEach(() => {
  place = sandbox();
});
afterEach(() => place.dispose());

const NEWEST = "01a203bf-2647-7572-94de-4d3c6435a8a3";
const log = (): string => {
  const path = join(place.home, "logs/run.log");
  return existsSync(path) ? readFileSync(path, "utf8") : "";
};

test("run takes every option of its halves but one that runs nothing and one whose flag names the other half's agent", async () => {
  const commands = await loadCommands();
  const optionsOf = (name: string) => commands.find((command) => command.name === name)?.options ?? [];
  const taken = new Set(optionsOf("run"));
  const missing = [...optionsOf("extract"), ...optionsOf("consolidate")].filter((option) => !taken.has(option));
  expect(missing.toSorted()).toEqual(["agentFilter", "showInput"]);
});

/** Waits for something that another process does; the test's own end is the only limit. */
async function until(what: () => boolean): Promise<void> {
  while (!what()) await Bun.sleep(20);
}

test("run does both phases and reports them as one", () => {
  const report = place.json(["run", "--offline", "--limit", "8"]);
  expect(report).toMatchObject({
    command: "run",
    status: "succeeded",
    prune: { command: "prune", status: "succeeded" },
    extract: { command: "extract", status: "succeeded", claimed: 8 },
    consolidate: { command: "consolidate", status: "succeeded" },
  });
  expect(place.json(["run", "--offline"])).toMatchObject({
    status: "nothing_to_do",
    extract: { status: "nothing_to_do" },
    consolidate: { status: "skipped_cooldown" },
  });
});

test("without a key run says so, exits as its worst part does, and does what needs none", () => {
  const { exit, stdout, stderr } = place.run(["run", "--json"]);
  expect(exit).toBe(2);
  expect(stderr).toContain("OPENAI_API_KEY");
  expect(JSON.parse(stdout)).toMatchObject({
    status: "failed",
    prune: { status: "succeeded" },
    extract: { status: "refused", error: { code: "no_api_key" } },
    consolidate: { status: "succeeded_no_input" },
    waiting: [{ reason: "setup", count: 8, until: null, command: "memories extract" }],
  });
});

test("with generate_memories = false run does nothing, and typed commands still work", () => {
  mkdirSync(place.home, { recursive: true });
  writeFileSync(join(place.home, "memories.toml"), "[memories]\ngenerate_memories = false\n");
  expect(place.json(["run", "--offline"])).toMatchObject({ status: "skipped", extract: null, consolidate: null });
  expect(place.json(["extract", "--offline", "--limit", "2"])).toMatchObject({
    status: "succeeded",
    claimed: 2,
  });
});

test("generate_memories in Codex's own file switches Codex alone, and config says so", () => {
  const file = join(place.codexHome, "config.toml");
  writeFileSync(file, "[memories]\ngenerate_memories = false\n");
  const env = { MEMORIES_CODEX_STATE: "ignore" };
  expect(place.run(["config"], { env }).stdout).toMatch(
    /generate_memories\ttrue\tdefault \(.*config\.toml says false: that switches Codex's own memory alone\)/,
  );
  expect(place.run(["run", "--hook", "--offline"], { env, input: "{}" })).toMatchObject({ exit: 0, stdout: "" });
  expect(place.json(["status"])).toMatchObject({ jobs: { memory_stage1: { done: 2 } } });
});

test("as a hook it is silent, leaves the calling session out, and tells the log and status", () => {
  const input = JSON.stringify({ session_id: NEWEST, hook_event_name: "SessionStart", source: "startup", cwd: "/w" });
  const result = place.run(["run", "--hook", "--offline", "--limit", "8"], { input });
  expect(result).toMatchObject({ exit: 0, stdout: "", stderr: "" });
  expect(log()).toContain("run: succeeded");
  expect(place.json(["status"])).toMatchObject({ stage1_outputs: 6, threads: { up_to_date: 7 } });
  expect(JSON.stringify(place.json(["status"]).last_log)).toContain("run: succeeded");
});

for (const [name, input] of [
  ["a sub-agent's", { source: { subagent: "review" } }],
  ["an ephemeral", { ephemeral: true }],
  ["a non-interactive", { source: "exec" }],
] as const) {
  test(`the start of ${name} session does nothing but say so in the log`, () => {
    const result = place.run(["run", "--hook", "--offline"], { input: JSON.stringify(input) });
    expect(result).toMatchObject({ exit: 0, stdout: "", stderr: "" });
    expect(log()).toContain("session start: nothing done");
    expect(existsSync(join(place.home, "memories.db"))).toBe(false);
  });
}

test("a hook exits 0 and is silent whatever is wrong, and the log says what", () => {
  mkdirSync(place.home, { recursive: true });
  writeFileSync(join(place.home, "memories.db"), "this is no database, though it is long enough to be looked at");
  expect(place.run(["run", "--hook", "--offline"])).toMatchObject({ exit: 0, stdout: "", stderr: "" });
  expect(log()).toContain("database");
  writeFileSync(join(place.home, "memories.toml"), "[memories]\nno_such_key = 1\n");
  expect(place.run(["run", "--hook", "--offline"])).toMatchObject({ exit: 0, stdout: "", stderr: "" });
  expect(log()).toContain("no_such_key");
  expect(place.run(["run", "--hook", "--no-such-flag"])).toMatchObject({ exit: 0, stdout: "" });
  expect(readFileSync(join(place.home, "memories.db"), "utf8")).toStartWith("this is no database");
});

test("a detached run returns at once, works on by itself, and logs", async () => {
  const started = place.json(["run", "--detach", "--offline", "--limit", "8"]);
  expect(started).toMatchObject({ command: "run", status: "detached" });
  await until(() => log().includes("run: "));
  expect(log()).toContain("run: succeeded");
  expect(readFileSync(join(place.root, "memory_summary.md"), "utf8")).toStartWith("v1\n");
});

test("a detached hook leaves the calling session out", async () => {
  const input = JSON.stringify({ session_id: NEWEST, source: "startup" });
  const result = place.run(["run", "--hook", "--detach", "--offline", "--limit", "8"], { input });
  expect(result).toMatchObject({ exit: 0, stdout: "", stderr: "" });
  await until(() => log().includes("run: "));
  expect(place.json(["status"])).toMatchObject({ stage1_outputs: 6 });
});

test("of two detached runs one works and the other says that it does not", async () => {
  for (let i = 0; i < 4; i++) place.run(["run", "--detach", "--offline", "--limit", "8"]);
  await until(() => (log().match(/run: /g) ?? []).length === 4);
  const told = [...log().matchAll(/run: (\w+)/g)].map((match) => match[1]);
  expect(told.filter((status) => status === "succeeded")).toHaveLength(1);
  expect(told.filter((status) => status === "failed")).toEqual([]);
});
