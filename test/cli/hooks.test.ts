import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Sandbox, sandbox, TOP } from "../helpers/cli.ts";

const FIXTURES = join(TOP, "fixtures/codex-0.171");
/** When nothing of the home is too recent. */
const NOW = "2026-11-28T12:00:00Z";

let box: Sandbox;
beforeEach(() => {
  box = sandbox({ sessions: join(FIXTURES, "hooks"), now: NOW });
  summary("v1\n\n## User preferences\n\n- pnpm, never npm\n");
});
afterEach(() => box.dispose());

function summary(content: string): void {
  mkdirSync(box.root, { recursive: true });
  writeFileSync(join(box.root, "memory_summary.md"), content);
}

/** The standard input of one of Codex's hooks, with its transcripts in the sandbox. */
function stdin(name: string): string {
  const text = readFileSync(join(FIXTURES, "hooks.stdin", `${name}.json`), "utf8");
  return text.replaceAll("/home/dev/.codex", box.codexHome);
}

/** What the hook injects; undefined when it prints nothing. Anything but silence or an answer fails. */
function injected(input: string, ...agent: string[]): string | undefined {
  const { exit, stdout, stderr } = box.run(["instructions", "--for-hook", ...agent], { input });
  expect([exit, stderr]).toEqual([0, ""]);
  if (stdout === "") return undefined;
  const answer = JSON.parse(stdout);
  return answer.hookSpecificOutput?.additionalContext ?? answer.additionalContext ?? answer.additional_context;
}

const records = () => (existsSync(join(box.home, "hooks")) ? readdirSync(join(box.home, "hooks")).toSorted() : []);
const idOf = (name: string): string => JSON.parse(stdin(name)).session_id;

test.each(["startup", "code-mode", "delegates", "no-memories"])("Codex's hook of %s is given the text", (name) => {
  expect(injected(stdin(name), "codex")).toContain("pnpm, never npm");
  expect(records()).toEqual([`codex-${idOf(name)}`]);
});

test.each(["resume", "revert", "fork"])("Codex's hook of %s is given nothing, its history has the text", (name) => {
  expect(injected(stdin(name), "codex")).toBeUndefined();
  expect(records()).toEqual([`codex-${idOf(name)}`]);
});

test("a session of codex exec needs nothing, an ephemeral one gets the text and leaves no trace", () => {
  expect(injected(stdin("exec"), "codex")).toBeUndefined();
  expect(injected(stdin("ephemeral"), "codex")).toContain("pnpm");
  expect(records()).toEqual([]);
});

test("a session that goes on is given a text that changed, once; one that lost its history is given it again", () => {
  expect(injected(stdin("startup"), "codex")).toContain("never npm");
  expect(injected(stdin("resume"), "codex")).toBeUndefined();
  summary("v1\n\n- yarn now\n");
  expect(injected(stdin("revert"), "codex")).toContain("yarn now");
  expect(injected(stdin("revert"), "codex")).toBeUndefined();
  expect(injected(stdin("compact"), "codex")).toContain("yarn now");
  expect(injected(stdin("compact").replace('"compact"', '"clear"'), "codex")).toContain("yarn now");
});

test("without a name the caller is told by what it gives, and sub-agents get nothing", () => {
  expect(injected(stdin("startup"))).toContain("pnpm");
  expect(injected('{"sessionId":"c","source":"new","timestamp":1}')).toContain("pnpm");
  expect(injected('{"session_id":"g","transcript_path":"/x/.gemini/tmp/s.jsonl","source":"startup"}')).toContain(
    "pnpm",
  );
  expect(records()).toEqual([`codex-${idOf("startup")}`, "copilot-c", "gemini-cli-g"].toSorted());
  expect(injected('{"session_id":"x","agent_id":"a","source":"startup"}')).toBeUndefined();
  for (const nothing of ["", "no JSON", "[]"]) expect(injected(nothing)).toContain("pnpm");
  expect(box.run(["instructions", "--for-hook", "copilot"], { input: stdin("startup") }).stdout).toMatch(
    /^\{"additionalContext":"/,
  );
});

test("what was given is forgotten after 30 days, and an id that is no file name is recorded all the same", () => {
  injected(stdin("startup"), "codex");
  injected('{"session_id":"../../escape","source":"startup"}', "codex");
  expect(records().filter((name) => /^codex-[0-9a-f]{64}$/.test(name)).length).toBe(1);
  const then = Date.parse(NOW) / 1_000;
  const old = (days: number) => then - days * 86_400;
  utimesSync(join(box.home, "hooks", `codex-${idOf("startup")}`), old(31), old(31));
  injected('{"session_id":"new","source":"startup"}', "codex");
  expect(records().includes(`codex-${idOf("startup")}`)).toBe(false);
  expect(records().length).toBe(2);
});

test("the whole answer stays below 10,000 bytes, says how many lines it left out, and cuts none", () => {
  const lines = Array.from({ length: 150 }, (_, nth) => `- "wish" ${nth}: ${"\\é".repeat(8)}`);
  summary(["v1", "", "## User preferences", "", ...lines].join("\n"));
  for (const agent of ["codex", "copilot", "cursor"]) {
    const { stdout } = box.run(["instructions", "--for-hook", agent], { input: '{"session_id":"l"}' });
    expect(Buffer.byteLength(stdout.trimEnd())).toBeLessThan(10_000);
    const text = injected('{"session_id":"m"}', agent) ?? "";
    const kept = text.split("\n").filter((line) => lines.includes(line));
    expect(kept).toEqual(lines.slice(0, kept.length));
    expect(kept.length).toBeGreaterThan(20);
    expect(text).toContain(`(${lines.length - kept.length} lines are left out here: search `);
  }
});

test("a hook answers with exit 0 whatever is wrong, and the log says what", () => {
  expect(box.run(["instructions", "--for-hook", "emacs"])).toMatchObject({ exit: 0, stdout: "", stderr: "" });
  writeFileSync(join(box.home, "memories.toml"), "[memories\n");
  expect(box.run(["instructions", "--for-hook", "codex"], { input: stdin("startup") })).toMatchObject({
    exit: 0,
    stdout: "",
    stderr: "",
  });
  const log = readFileSync(join(box.home, "logs/run.log"), "utf8");
  expect(log).toContain("emacs");
  expect(log).toContain("memories.toml");
});

test("a hook whose client never ends its input is answered, not waited for", async () => {
  const child = box.start(["instructions", "--for-hook", "codex"]);
  let stdout = "";
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stdin?.write(stdin("startup"));
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.on("close", resolve);
  expect(await promise).toBe(0);
  expect(JSON.parse(stdout).hookSpecificOutput.hookEventName).toBe("SessionStart");
});

/** Which of Codex's calls are for a run, and which are not. */
const RUNS: readonly [string, string][] = [
  ["startup", "works"],
  ["code-mode", "works"],
  ["delegates", "works"],
  ["resume", "works"],
  ["revert", "works"],
  ["compact", "works"],
  ["fork", "works"],
  ["no-memories", "works"],
  ["ephemeral", "nothing"],
  ["exec", "nothing"],
];

for (const [name, expected] of RUNS) {
  test(`run --hook at Codex's ${name}: ${expected}`, () => {
    const { exit, stdout, stderr } = box.run(["run", "--hook", "--offline", "--limit", "8"], { input: stdin(name) });
    expect([exit, stdout, stderr]).toEqual([0, "", ""]);
    if (expected === "nothing") {
      expect(existsSync(join(box.home, "memories.db"))).toBe(false);
      expect(readFileSync(join(box.home, "logs/run.log"), "utf8")).toContain("nothing done");
      return;
    }
    const { threads } = box.json(["threads", "--all"]) as { threads: { thread_id: string; decision: string }[] };
    const remembered = threads.filter(({ decision }) => decision === "up_to_date").map(({ thread_id }) => thread_id);
    expect(remembered.length).toBeGreaterThan(0);
    expect(remembered).not.toContain(idOf(name));
  });
}
