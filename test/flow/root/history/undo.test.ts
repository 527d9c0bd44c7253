import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { MemoriesError } from "../../../../lib/core/errors.ts";
import { type ConsolidateOptions, consolidate } from "../../../../lib/flow/consolidate/consolidate.ts";
import { diffReport } from "../../../../lib/flow/root/diff.ts";
import { log } from "../../../../lib/flow/root/history/log.ts";
import { undo } from "../../../../lib/flow/root/history/undo.ts";
import { agentThat, put, textAt, writingAgent } from "../../../helpers/agents.ts";
import { runGitAsPerson, treeOf } from "../../../helpers/git-root.ts";
import { seedMemory, threadId } from "../../../helpers/memories.ts";
import { TEST_NOW } from "../../../helpers/moment.ts";
import { snapshot } from "../../../helpers/snapshot.ts";
import { type TestWorld, testWorld } from "../../../helpers/world.ts";

let world: TestWorld;
let root = "";
beforeEach(async () => {
  world = testWorld();
  root = world.paths.root;
  await seedMemory(await world.state(), { threadId: threadId(1) });
});
afterEach(() => world.dispose());

const force = (options: ConsolidateOptions) => consolidate(world, { mode: "force", ...options });
const takeBack = (run?: string) => undo(world, { run, mode: "apply" });
const files = () => Object.fromEntries([...treeOf(root)].filter(([path]) => !path.startsWith(".git/")));
const changes = async () => (await diffReport(world)).changes.map(({ status, path }) => `${status} ${path}`);
const refusal = async (run?: string): Promise<MemoriesError> => {
  try {
    await takeBack(run);
  } catch (thrown) {
    if (thrown instanceof MemoriesError) return thrown;
    throw thrown;
  }
  throw new Error("it was not refused");
};

test("undo makes root and baseline what they were before the last run", async () => {
  await force({ agent: writingAgent({ "skills/a/SKILL.md": "a\n", "skills/b/SKILL.md": "b\n" }) });
  const [before, tree] = [files(), runGitAsPerson(root, ["rev-parse", "HEAD^{tree}"])];
  await seedMemory(await world.state(), { threadId: threadId(2) });
  const run = await force({
    agent: agentThat(({ copy }) => {
      put(copy, "MEMORY.md", "# other\n");
      put(copy, "skills/c/SKILL.md", "c\n");
      rmSync(join(copy, "skills/a/SKILL.md"));
    }),
  });
  expect(files()).not.toEqual(before);
  const report = await takeBack();
  expect(report).toMatchObject({ command: "undo", status: "succeeded", run: run.run, conflicts: [], redacted: [] });
  expect(report.changes).toEqual([
    { status: "M", path: "MEMORY.md" },
    { status: "M", path: "raw_memories.md" },
    { status: "D", path: "rollout_summaries/2025-02-11T15-35-19-0002.md" },
    { status: "A", path: "skills/a/SKILL.md" },
    { status: "D", path: "skills/c/SKILL.md" },
  ]);
  expect(files()).toEqual(before);
  expect(existsSync(join(root, "skills/c"))).toBe(false);
  expect(runGitAsPerson(root, ["rev-parse", "HEAD^{tree}"])).toBe(tree);
  expect(runGitAsPerson(root, ["status", "--porcelain"])).toBe("");
});

test("undo of the first run leaves nothing, and the inputs are consolidated anew", async () => {
  await force({ agent: writingAgent() });
  await takeBack();
  expect(files()).toEqual({});
  expect(await changes()).toEqual([]);
  const again = await force({ agent: writingAgent() });
  expect(again.changes.map(({ path }) => path)).toEqual([
    "raw_memories.md",
    "rollout_summaries/2025-02-11T15-35-19-0001.md",
  ]);
});

test("a dry run says what would be restored and writes nothing", async () => {
  await force({ agent: writingAgent() });
  const before = snapshot(world.paths.home);
  const report = await undo(world, { run: undefined, mode: "dry_run" });
  expect(report).toMatchObject({ dry_run: true, status: "succeeded", undo: null });
  expect(report.changes.map(({ status, path }) => `${status} ${path}`)).toEqual([
    "D MEMORY.md",
    "D memory_summary.md",
    "D raw_memories.md",
    "D rollout_summaries/2025-02-11T15-35-19-0001.md",
  ]);
  const unlike = Object.entries(snapshot(world.paths.home)).filter(([name, about]) => before[name] !== about);
  expect(unlike.map(([name]) => name).filter((name) => !name.startsWith("memories.db") && name !== "staging")).toEqual(
    [],
  );
});

test("what changed since is shown, and nothing is taken back", async () => {
  await force({ agent: writingAgent({ "skills/a/SKILL.md": "a\n" }) });
  put(root, "MEMORY.md", "# mine\n");
  rmSync(join(root, "skills/a/SKILL.md"));
  const before = snapshot(root);
  const error = await refusal();
  expect(error).toMatchObject({ code: "undo_conflict", kind: "failure" });
  expect(error.message).toContain("changed since: MEMORY.md, skills/a/SKILL.md");
  expect(snapshot(root)).toEqual(before);
  expect(await undo(world, { run: undefined, mode: "dry_run" }).catch((thrown) => thrown.code)).toBe("undo_conflict");
});

test("files that the run did not touch may have changed: notes and edits stay", async () => {
  await force({ agent: writingAgent({ "skills/a/SKILL.md": "a\n" }) });
  await seedMemory(await world.state(), { threadId: threadId(2) });
  await force({ agent: agentThat(({ copy }) => put(copy, "MEMORY.md", "# second\n")) });
  put(root, "skills/a/SKILL.md", "a, better\n");
  put(root, "extensions/ad_hoc/notes/n.md", "note\n");
  expect((await takeBack()).status).toBe("succeeded");
  expect(textAt(root, "MEMORY.md")).toBe("# Task Group: app\n");
  expect(textAt(root, "skills/a/SKILL.md")).toBe("a, better\n");
  expect(await changes()).toEqual(["A extensions/ad_hoc/notes/n.md", "M skills/a/SKILL.md"]);
});

test("an edit that the run consumed is there again, and pending again", async () => {
  await force({ agent: writingAgent({ "skills/a/SKILL.md": "a\n", "skills/b/SKILL.md": "b\n" }) });
  put(root, "MEMORY.md", "# edited by hand\n");
  put(root, "skills/a/SKILL.md", "a by hand\n");
  rmSync(join(root, "skills/b/SKILL.md"));
  put(root, "extensions/ad_hoc/notes/n.md", "note\n");
  const [before, pending] = [files(), await changes()];
  await force({ agent: agentThat(({ copy }) => put(copy, "MEMORY.md", "# rewritten\n")) });
  expect(await changes()).toEqual([]);
  expect((await takeBack()).changes).toEqual([{ status: "M", path: "MEMORY.md" }]);
  expect(files()).toEqual(before);
  expect(await changes()).toEqual(pending);
});

test("one undo after the other walks back through the runs", async () => {
  const states: Record<string, string>[] = [{}];
  for (const number of [1, 2, 3]) {
    await seedMemory(await world.state(), { threadId: threadId(number) });
    await force({ agent: writingAgent({ "MEMORY.md": `# ${number}\n` }) });
    states.push(files());
  }
  for (const state of states.slice(0, 3).toReversed()) {
    expect((await takeBack()).status).toBe("succeeded");
    expect(files()).toEqual(state);
  }
  expect(await takeBack()).toMatchObject({ status: "nothing_to_do", run: null });
});

test("an undo is a run of its own, and can be taken back by its name", async () => {
  await force({ agent: writingAgent() });
  await seedMemory(await world.state(), { threadId: threadId(2) });
  const second = await force({ agent: writingAgent({ "MEMORY.md": "# second\n" }) });
  const [after, tree] = [files(), runGitAsPerson(root, ["rev-parse", "HEAD^{tree}"])];
  const first = await takeBack();
  expect((await takeBack(second.run ?? "")).status).toBe("nothing_to_do");
  const redone = await takeBack(first.undo ?? "");
  expect(redone).toMatchObject({ status: "succeeded", run: first.undo });
  expect(files()).toEqual(after);
  expect(runGitAsPerson(root, ["rev-parse", "HEAD^{tree}"])).toBe(tree);
  const { runs } = await log(world);
  expect(runs.map(({ command, undoes, undone_by }) => [command, undoes, undone_by])).toEqual([
    ["undo", first.undo, null],
    ["undo", second.run, redone.undo],
    ["consolidate", null, null],
    ["consolidate", null, null],
  ]);
  expect((await takeBack()).run).toBe(second.run);
});

test("an earlier run can be taken back where later ones left its files alone, else it is refused", async () => {
  await force({ agent: writingAgent() });
  put(root, "extensions/x/a.md", "a\n");
  const middle = await force({ agent: writingAgent({ "skills/a/SKILL.md": "a\n" }) });
  put(root, "extensions/x/b.md", "b\n");
  await force({ agent: writingAgent({ "skills/b/SKILL.md": "b\n" }) });
  expect((await takeBack(middle.run ?? "")).changes).toEqual([{ status: "D", path: "skills/a/SKILL.md" }]);
  expect(existsSync(join(root, "skills/b/SKILL.md"))).toBe(true);
  expect(await changes()).toEqual(["A extensions/x/a.md"]);
  const { runs } = await log(world);
  const first = runs.at(-1)?.run ?? "";
  put(root, "raw_memories.md", "x\n");
  expect((await refusal(first)).message).toContain("raw_memories.md");
});

test("a run can be named by its end; a name that fits none is unknown", async () => {
  const { run } = await force({ agent: writingAgent() });
  expect((await refusal("nonesuch")).code).toBe("unknown_run");
  expect((await takeBack((run ?? "").slice(-8))).run).toBe(run);
});

test("binary files, execute bits and links come back as they were", async () => {
  const bytes = Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 37) % 256));
  await force({ agent: writingAgent() });
  put(root, "skills/image.bin", bytes);
  await force({ agent: agentThat(() => {}) });
  const before = files();
  await seedMemory(await world.state(), { threadId: threadId(2) });
  await force({ agent: agentThat(({ copy }) => put(copy, "skills/image.bin", Buffer.from(bytes.toReversed()))) });
  expect(files()).not.toEqual(before);
  await takeBack();
  expect(files()).toEqual(before);
});

test("a secret of a person's that the run took out does not come back, and the report says so", async () => {
  const secret = `ghp_${"x9Y8z7W6v5U4t3S2r1Q0p9O8n7M6".padEnd(36, "k")}`;
  put(root, "MEMORY.md", `# mine\ntoken ${secret}\nline\n`);
  const { run } = await force({
    agent: agentThat(({ copy }) => {
      put(copy, "MEMORY.md", `# mine\ntoken ${secret}\nanother line\n`);
      put(copy, "memory_summary.md", "v1\n");
    }),
  });
  expect(textAt(root, "MEMORY.md")).toBe("# mine\ntoken [REDACTED_SECRET]\nanother line\n");
  for (const name of readdirSync(join(world.paths.home, "runs", run ?? ""))) {
    expect(textAt(join(world.paths.home, "runs", run ?? ""), name)).not.toContain(secret);
  }
  expect(await takeBack()).toMatchObject({ status: "succeeded", redacted: ["MEMORY.md"] });
  expect(textAt(root, "MEMORY.md")).toBe("# mine\ntoken [REDACTED_SECRET]\nline\n");
});

test("a run that changed nothing, and a home without runs, have nothing to take back", async () => {
  expect(await takeBack()).toMatchObject({ status: "nothing_to_do" });
  await force({ agent: writingAgent() });
  const idle = await force({ agent: writingAgent() });
  expect(await takeBack(idle.run ?? "")).toMatchObject({ status: "nothing_to_do", run: idle.run });
});

test("undo holds the lock: it is refused while somebody consolidates, and gives the job back without its cooldown", async () => {
  await force({ agent: writingAgent() });
  const job = async () => ({ ...(await (await world.state()).client.execute("SELECT * FROM jobs")).rows[0] });
  await seedMemory(await world.state(), { threadId: threadId(2) });
  await force({
    agent: agentThat(async (task) => {
      const error = await refusal();
      expect(error).toMatchObject({ code: "busy", kind: "failure" });
      expect(error.message).toContain(`process ${process.pid}`);
      expect(error.message).toContain("lease until 2026-11-23T13:0");
      await writingAgent()(task);
    }),
  });
  const before = await job();
  await takeBack();
  expect(await job()).toEqual({ ...before, consolidated_at: null });
  expect((await consolidate(world, { agent: writingAgent() })).status).not.toBe("skipped_cooldown");
});

test("the last twenty runs are kept; of those that changed nothing the oldest go first", async () => {
  await force({ agent: writingAgent() });
  for (let n = 0; n < 22; n += 1) await force({ agent: writingAgent() });
  const runs = (await log(world)).runs.filter(({ patches }) => patches !== null);
  expect(runs.length).toBe(20);
  expect(runs.at(-1)?.status).toBe("succeeded");
  expect(new Set(runs.map(({ status }) => status)).size).toBe(2);
  expect(readdirSync(join(world.paths.home, "runs")).length).toBe(20);
});

test("log lists the newest run first, with selection, status and tokens", async () => {
  const first = await force({ agent: writingAgent() });
  const later = world.at({ now: TEST_NOW - 500 });
  const second = await consolidate(later, { mode: "force", agent: writingAgent() });
  const { runs } = await log(world);
  expect(runs.map(({ run }) => run)).toEqual([second.run ?? "", first.run ?? ""]);
  expect(runs[1]).toMatchObject({
    command: "consolidate",
    status: "succeeded",
    time: "2026-11-23T12:00:00+00:00",
    selected: first.selected,
    changes: first.changes,
    watermark: first.watermark,
    usage: first.usage,
    undone_by: null,
    can_be_undone: true,
  });
  expect(runs[0]?.can_be_undone).toBe(false);
});
