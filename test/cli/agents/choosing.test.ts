import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeClaudeSession } from "../../helpers/claude-rows.ts";
import { type Sandbox, sandbox } from "../../helpers/cli.ts";

const ID = "5d2ae7ba-76e6-4709-a7d1-d3d7de7a0001";
const TURNS = [{ said: "From now on always use tabs in this project.", answered: "Tabs it is." }];

let place: Sandbox;
beforeEach(() => {
  place = sandbox({ now: "2026-11-28T12:00:00Z" });
});
afterEach(() => place.dispose());
const claude = () => join(place.dir, ".claude");
const configured = (text: string) => {
  mkdirSync(place.home, { recursive: true });
  writeFileSync(join(place.home, "memories.toml"), text);
};

test("an agent that is there and not read is named with its sessions and the command, and nowhere else", () => {
  writeClaudeSession(claude(), { id: ID, cwd: "/home/dev/x", turns: TURNS });
  const command = "memories run --from codex,claude-code";
  expect(place.json(["status"])).toMatchObject({
    agents: [],
    unread_agents: [{ agent: "claude-code", sessions: 1, command }],
  });
  expect(place.run(["status"]).stdout).toContain(command);
  expect(place.run(["doctor"]).stdout).toContain("1 sessions of claude-code are not read");
  const { stdout, stderr } = place.run(["extract", "--offline"]);
  expect(stdout + stderr).not.toContain("claude");
});

test("an agent that was chosen and has no home is one line, one that was not is no word", () => {
  const { stderr } = place.run(["extract", "--offline", "--from", "codex,claude-code"]);
  const lines = stderr.split("\n").filter((line) => line.includes("claude-code"));
  expect(lines).toEqual([expect.stringContaining(`no folder of sessions: ${claude()}/projects`)]);
  expect(stderr).not.toContain("gemini");
});

test("agents are chosen by flag, environment and file, and one that there is not is refused by name", () => {
  writeClaudeSession(claude(), { id: ID, cwd: "/home/dev/x", turns: TURNS });
  const listed = (args: string[], env?: Record<string, string>) =>
    (JSON.parse(place.run(["threads", "--all", "--json", ...args], { env: env ?? {} }).stdout) as { threads: object[] })
      .threads;
  const ours = [expect.objectContaining({ thread_id: `claude-code/${ID}`, native_id: ID, agent: "claude-code" })];
  expect(listed(["--from", "claude-code"])).toEqual(ours);
  configured('[memories]\nfrom = ["claude-code"]\n');
  expect(listed(["--agent", "claude-code"])).toEqual(ours);
  expect(listed(["--agent", "codex"], { MEMORIES_FROM: "codex" }).length).toBeGreaterThan(5);
  const wrong = place.run(["threads", "--from", "claude"]);
  expect(wrong.exit).toBe(2);
  expect(wrong.stderr).toContain("claude-code");
});

test("[agents.NAME] names a home; a table that is none of an agent's is refused with its place", () => {
  writeClaudeSession(join(place.dir, "elsewhere"), { id: ID, cwd: "/home/dev/x", turns: TURNS });
  configured('[memories]\nfrom = ["claude-code"]\n[agents.claude-code]\nhome = "~/elsewhere"\n');
  expect(place.json(["threads"])).toMatchObject({ threads: [{ native_id: ID }] });
  configured('[agents.claude]\nhome = "~/elsewhere"\n');
  const wrong = place.run(["threads"]);
  expect(wrong).toMatchObject({ exit: 2, stderr: expect.stringContaining("agents.claude") });
  configured("[agents.pi]\nhome = 3\n");
  expect(place.run(["threads"])).toMatchObject({ exit: 2, stderr: expect.stringContaining("agents.pi.home") });
});

test("a home that is gone keeps what was indexed, and one that moved with its memory is the same home", () => {
  const env = { MEMORIES_FROM: "claude-code" };
  writeClaudeSession(claude(), { id: ID, cwd: "/home/dev/x", turns: TURNS });
  expect(place.run(["extract", "--offline"], { env }).exit).toBe(0);
  renameSync(claude(), join(place.dir, "moved"));
  const gone = JSON.parse(place.run(["threads", "--all", "--json"], { env }).stdout);
  expect(gone.threads).toMatchObject([{ native_id: ID, memory: true, decision: "up_to_date" }]);
  const moved = { ...env, CLAUDE_CONFIG_DIR: join(place.dir, "moved") };
  const there = JSON.parse(place.run(["threads", "--all", "--json"], { env: moved }).stdout);
  expect(there.threads).toMatchObject([{ native_id: ID, decision: "up_to_date" }]);
  expect(there.threads[0].rollout_path).toStartWith(join(place.dir, "moved"));
});
