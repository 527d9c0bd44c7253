import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type ConsolidateOptions, consolidate, consolidateDryRun } from "../../../lib/flow/consolidate/consolidate.ts";
import { forget } from "../../../lib/flow/forget/forget.ts";
import { log } from "../../../lib/flow/root/history/log.ts";
import { undo } from "../../../lib/flow/root/history/undo.ts";
import { put, textAt, writingAgent } from "../../helpers/agents.ts";
import { whereIs } from "../../helpers/every-object.ts";
import { runGitAsPerson } from "../../helpers/git-root.ts";
import { seedMemory, threadId } from "../../helpers/memories.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { snapshot } from "../../helpers/snapshot.ts";
import { addThread } from "../../helpers/state.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

let world: TestWorld;
let root = "";
beforeEach(() => {
  world = testWorld();
  root = world.paths.root;
});
afterEach(() => world.dispose());

const seed = async (...numbers: number[]) => {
  for (const number of numbers) await seedMemory(await world.state(), { threadId: threadId(number) });
};
const offline = (more: ConsolidateOptions = {}) => consolidate(world, { agent: "offline", ...more });
const force = (more: ConsolidateOptions = {}) => offline({ mode: "force", ...more });
const isClean = () => runGitAsPerson(root, ["status", "--porcelain"]) === "";
const job = async () =>
  (await (await world.state()).client.execute("SELECT * FROM jobs WHERE job_key = 'global'")).rows[0];
const selectedIds = async () =>
  (
    await (
      await world.state()
    ).client.execute("SELECT thread_id FROM stage1_outputs WHERE selected_for_phase2 = 1 ORDER BY thread_id")
  ).rows.map((row) => row.thread_id);

test("a first run writes inputs, handbook and summary, one clean baseline, a run record, and nothing else", async () => {
  await seed(1, 2);
  const report = await offline();
  expect(report).toMatchObject({
    command: "consolidate",
    status: "succeeded",
    selected: [
      {
        thread_id: threadId(1),
        source_updated_at: TEST_NOW - 86_400,
        rollout_summary_file: "2025-02-11T15-35-19-0001.md",
      },
      { thread_id: threadId(2), rollout_summary_file: "2025-02-11T15-35-19-0002.md" },
    ],
    changes: [
      { status: "A", path: "raw_memories.md" },
      { status: "A", path: "rollout_summaries/2025-02-11T15-35-19-0001.md" },
      { status: "A", path: "rollout_summaries/2025-02-11T15-35-19-0002.md" },
    ],
    conflicts: [],
    watermark: TEST_NOW - 86_400,
    retry_at: null,
    error: null,
  });
  expect(Object.keys(report).slice(0, 2)).toEqual(["command", "status"]);
  expect(readdirSync(root).toSorted()).toEqual([
    ".git",
    "MEMORY.md",
    "memory_summary.md",
    "raw_memories.md",
    "rollout_summaries",
  ]);
  expect(isClean()).toBe(true);
  expect(runGitAsPerson(root, ["rev-list", "--count", "HEAD"]).trim()).toBe("1");
  expect(readdirSync(join(world.paths.home, "staging"))).toEqual([]);
  expect(readdirSync(world.paths.home).filter((name) => name.endsWith(".lock"))).toEqual([]);
  expect(readdirSync(join(world.paths.home, "runs"))).toEqual([report.run ?? ""]);
  expect(await job()).toMatchObject({ status: "done", lease_until: null, last_success_watermark: TEST_NOW - 86_400 });
  expect(await selectedIds()).toEqual([threadId(1), threadId(2)]);
});

test("everything made is private to the user", async () => {
  await seed(1);
  await offline();
  for (const [name, about] of Object.entries(snapshot(world.paths.home))) {
    expect(`${name} ${about.split(" ").slice(0, 2).join(" ")}`).toMatch(/ (file 600|file 400|file 444|folder 700)$/);
  }
});

test("a second run right away cools down, says until when and how to pass, and touches nothing", async () => {
  await seed(1);
  await offline();
  const before = snapshot(root);
  const report = await offline();
  expect(report).toMatchObject({ status: "skipped_cooldown", retry_at: TEST_NOW + 6 * 3_600, watermark: null });
  expect(snapshot(root)).toEqual(before);
  expect(world.lines.at(-1)?.message).toContain("2026-11-23T18:00:00+00:00");
  expect(world.lines.at(-1)?.message).toContain("memories consolidate works now");
  const later = world.at({ now: TEST_NOW + 6 * 3_600 });
  expect((await consolidate(later, { agent: "offline" })).status).toBe("succeeded_no_workspace_changes");
});

test("unchanged inputs write no byte under the root and run no agent", async () => {
  await seed(1, 2, 3);
  await offline();
  const before = snapshot(root);
  const report = await consolidate(world, { mode: "force", agent: () => Promise.reject(new Error("ran")) });
  expect(report).toMatchObject({ status: "succeeded_no_workspace_changes", changes: [] });
  expect(report.selected.length).toBe(3);
  expect(snapshot(root)).toEqual(before);
  expect(await job()).toMatchObject({ status: "done", last_error: null });
});

test("with no memories at all the empty list goes into the baseline and no agent runs", async () => {
  const report = await consolidate(world, { agent: () => Promise.reject(new Error("ran")) });
  expect(report).toMatchObject({ status: "succeeded_no_input", selected: [], watermark: 0 });
  expect(textAt(root, "raw_memories.md")).toBe("# Raw Memories\n\nNo raw memories yet.\n");
  expect(isClean()).toBe(true);
  expect((await force()).status).toBe("succeeded_no_workspace_changes");
});

test("an emptied selection is a change like any other: the agent runs and forgets", async () => {
  await seed(1, 2);
  await offline();
  await (await world.state()).client.execute("DELETE FROM stage1_outputs");
  const report = await force();
  expect(report).toMatchObject({ status: "succeeded", selected: [] });
  expect(report.changes.map(({ status, path }) => `${status} ${path}`)).toEqual([
    "M raw_memories.md",
    "D rollout_summaries/2025-02-11T15-35-19-0001.md",
    "D rollout_summaries/2025-02-11T15-35-19-0002.md",
  ]);
  expect(textAt(root, "MEMORY.md")).not.toContain(threadId(1));
  expect(existsSync(join(root, "rollout_summaries"))).toBe(true);
  expect(isClean()).toBe(true);
});

test("files that a person had there before show as added and are consolidated", async () => {
  put(root, "MEMORY.md", "# mine\n");
  put(root, "extensions/ad_hoc/notes/a.md", "a note\n");
  await seed(1);
  const report = await offline();
  expect(report.status).toBe("succeeded");
  expect(report.changes.map(({ path }) => path)).toContain("MEMORY.md");
  expect(report.changes.map(({ path }) => path)).toContain("extensions/ad_hoc/notes/a.md");
});

test("only the snapshots consumed are marked: an output stored meanwhile stays unmarked", async () => {
  await seed(1, 2);
  const report = await consolidate(world, {
    agent: async (task) => {
      await seedMemory(await world.state(), { threadId: threadId(2), sourceUpdatedAt: TEST_NOW - 10 });
      return writingAgent()(task);
    },
  });
  expect(report.status).toBe("succeeded");
  expect(await selectedIds()).toEqual([threadId(1)]);
});

test("the stem, the thread's folder and path are those of the row now", async () => {
  await seed(1);
  await offline();
  const { client } = await world.state();
  await client.execute("UPDATE threads SET archived = 1, rollout_path = '/archived/x.jsonl'");
  const report = await force();
  expect(report.changes.map(({ path }) => path)).toEqual([
    "raw_memories.md",
    "rollout_summaries/2025-02-11T15-35-19-0001.md",
  ]);
  expect(textAt(root, "raw_memories.md")).toContain("rollout_path: /archived/x.jsonl\n");
});

test("old extension resources go, others and those of nobody's extension stay", async () => {
  await seed(1);
  const folder = "extensions/ad_hoc";
  put(root, `${folder}/instructions.md`, "how to read this\n");
  put(root, `${folder}/resources/2026-11-16T12-00-00-old.md`, "old\n");
  put(root, `${folder}/resources/2026-11-16T12-00-01-young.md`, "young\n");
  put(root, `${folder}/resources/undated.md`, "undated\n");
  put(root, "extensions/nobody/resources/2020-01-01T00-00-00-x.md", "x\n");
  // A person was there today: absence ages nothing.
  await addThread(await world.state(), { id: "seen", updatedAt: TEST_NOW });
  await offline();
  expect(readdirSync(join(root, folder, "resources")).toSorted()).toEqual([
    "2026-11-16T12-00-01-young.md",
    "undated.md",
  ]);
  expect(existsSync(join(root, "extensions/nobody/resources/2020-01-01T00-00-00-x.md"))).toBe(true);
});

test("a dry run shows selection and diff and writes nothing but the index", async () => {
  await seed(1);
  await offline();
  await seed(2);
  put(root, "MEMORY.md", "# mine\n");
  const before = snapshot(root);
  const jobs = await job();
  const report = await consolidateDryRun(world, { agent: "offline", mode: "force" });
  expect(report).toMatchObject({ dry_run: true, status: "succeeded" });
  expect(report.selected.map(({ thread_id }) => thread_id)).toEqual([threadId(1), threadId(2)]);
  expect(report.changes.map(({ status, path }) => `${status} ${path}`)).toEqual([
    "M MEMORY.md",
    "M raw_memories.md",
    "A rollout_summaries/2025-02-11T15-35-19-0002.md",
  ]);
  expect(report.unified_diff).toContain("+# mine\n");
  expect(report.unified_diff).toContain("--- /dev/null\n+++ b/rollout_summaries/2025-02-11T15-35-19-0002.md\n");
  expect(snapshot(root)).toEqual(before);
  expect({ ...(await job()) }).toEqual({ ...jobs });
  expect(readdirSync(join(world.paths.home, "staging"))).toEqual([]);
  // What the person edited lifts the cooldown.
  expect(await consolidateDryRun(world)).toMatchObject({ status: "succeeded", retry_at: null });
});

test("a dry run predicts the run that follows", async () => {
  await seed(1, 2);
  const predicted = await consolidateDryRun(world);
  const { status, selected, changes, watermark } = await offline();
  expect({ status, selected, changes, watermark }).toEqual({
    status: predicted.status,
    selected: predicted.selected,
    changes: predicted.changes,
    watermark: predicted.watermark,
  });
  expect(existsSync(join(world.paths.home, "nothing"))).toBe(false);
});

test("a dry run of an absent root makes no root", async () => {
  await seed(1);
  const report = await consolidateDryRun(world);
  expect(report.changes.length).toBe(2);
  expect(existsSync(root)).toBe(false);
});

test("another folder is another root: skipped until it is moved there", async () => {
  await seed(1);
  await offline();
  const elsewhere = world.at({ root: join(world.dir, "elsewhere"), now: TEST_NOW + 90_000 });
  const skipped = await consolidate(elsewhere, { agent: "offline" });
  expect(skipped).toMatchObject({ status: "skipped_other_root", retry_at: null });
  expect(elsewhere.lines.at(-1)?.message).toContain(root);
  expect(elsewhere.lines.at(-1)?.message).toContain("--move-root");
  expect(existsSync(elsewhere.paths.root)).toBe(false);
  expect((await consolidate(elsewhere, { agent: "offline", place: "move" })).status).toBe("succeeded");
  const back = world.at({ now: TEST_NOW + 180_000 });
  expect((await consolidate(back, { agent: "offline" })).status).toBe("skipped_other_root");
});

test("another machine with the same database is another root", async () => {
  await seed(1);
  await offline();
  const other = world.at({ machine: "other-machine", now: TEST_NOW + 90_000 });
  expect((await consolidate(other, { agent: "offline" })).status).toBe("skipped_other_root");
});

test("a damaged baseline is a failure with a remedy, and adopting mends it", async () => {
  await seed(1);
  await offline();
  rmSync(join(root, ".git/memories-cache"));
  rmSync(join(root, ".git/objects"), { recursive: true });
  const report = await force();
  expect(report.status).toBe("failed_prepare_workspace");
  expect(report.error).toContain("baseline");
  expect(await force({ adoption: "adopt" })).toMatchObject({ status: "succeeded" });
  expect(isClean()).toBe(true);
});

test("objects that were lost behind the cache of a baseline are a failure with a remedy, and adopting mends it", async () => {
  await seed(1);
  await offline();
  rmSync(join(root, ".git/objects"), { recursive: true });
  mkdirSync(join(root, ".git/objects"));
  put(root, "MEMORY.md", "by hand\n");
  const report = await force();
  expect(report.status).toBe("failed_workspace_diff_file");
  expect(await force({ adoption: "adopt" })).toMatchObject({ status: "succeeded" });
  expect(isClean()).toBe(true);
  expect(readdirSync(join(world.paths.home, "adopted"))).toEqual(["2026-11-23T12-00-00"]);
  // Adopting what is ours and whole changes nothing.
  expect((await force({ adoption: "adopt" })).status).toBe("succeeded_no_workspace_changes");
  expect(readdirSync(join(world.paths.home, "adopted"))).toHaveLength(1);
});

test("a dry run in the cooldown says so, and shows what would be done", async () => {
  await seed(1);
  await offline();
  await seed(2);
  const report = await consolidateDryRun(world, { agent: "offline" });
  expect(report).toMatchObject({ status: "skipped_cooldown", dry_run: true });
  expect(report.changes).not.toEqual([]);
  expect(world.lines.at(-1)?.message).toContain("memories consolidate works now");
});

test("after a forgetting no run holds the text that it took away, nor can be undone to bring it back", async () => {
  const marker = "the word is xylophonist";
  const memory = { rawMemory: `- ${marker}`, rolloutSummary: marker, slug: "xylophonist" };
  await seedMemory(await world.state(), { threadId: threadId(1), ...memory });
  await seed(2);
  await offline();
  await forget(world, { thread: threadId(1) }, { mode: "apply", baseline: "keep" });
  expect(whereIs(root, marker)).toEqual([]);
  expect(whereIs(join(world.paths.home, "runs"), "xylophonist")).toEqual([]);
  expect(readdirSync(join(world.paths.home, "staging"))).toEqual([]);
  const [run] = (await log(world)).runs;
  expect(run).toMatchObject({ command: "consolidate", patches: "forgotten", can_be_undone: false });
  await expect(undo(world, { run: undefined, mode: "apply" })).rejects.toMatchObject({ code: "undo_conflict" });
});
