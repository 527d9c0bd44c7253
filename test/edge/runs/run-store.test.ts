import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KEPT_RUNS, type RunRecord } from "../../../lib/core/runs/run-record.ts";
import { NO_USAGE } from "../../../lib/core/types.ts";
import { forgetInRejected, keepRejected } from "../../../lib/edge/runs/rejected-trees.ts";
import {
  draftRun,
  enterIdleRun,
  enterRun,
  forgetInRuns,
  listRuns,
  newestRuns,
  readPatch,
  timesOfPersons,
} from "../../../lib/edge/runs/run-store.ts";
import { put, textAt } from "../../helpers/agents.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "memories-runs-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const bytes = (text: string) => [Buffer.from(text.slice(0, 3)), Buffer.from(text.slice(3))];
const PATCHES = { forward: bytes("forward"), reverse: bytes("reverse"), pending: bytes("pending") };
const FILE = { path: "a.md", before: null, after: "100644 a", baseline_before: null, baseline_after: "100644 a" };
const record = (run: string, threads: readonly string[] = []): Omit<RunRecord, "sequence"> => ({
  run,
  command: "consolidate",
  status: "succeeded",
  time: "2026-11-23T12:00:00+00:00",
  root: "/root",
  selected: threads.map((id) => ({ thread_id: id, source_updated_at: 1, rollout_summary_file: `${id}.md` })),
  changes: [],
  conflicts: [],
  watermark: 1,
  usage: NO_USAGE,
  undoes: null,
  files: [FILE],
  patches: "kept",
});
const enter = async (run: string, threads: readonly string[] = []) => {
  await draftRun(home, record(run, threads), PATCHES);
  enterRun(home, run, new Set());
};

test("a drafted run is no run until it is entered, and is entered once", async () => {
  await draftRun(home, record("one"), PATCHES);
  expect(listRuns(home)).toEqual([]);
  enterRun(home, "one", new Set());
  enterRun(home, "one", new Set());
  expect(listRuns(home)).toEqual([{ ...record("one"), sequence: 1 }]);
  expect(Buffer.from((await readPatch(home, "one", "reverse")) ?? "").toString()).toBe("reverse");
  expect(lstatSync(join(home, "runs/one")).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(join(home, "runs/one"))) {
    expect(lstatSync(join(home, "runs/one", name)).mode & 0o777).toBe(0o600);
  }
  expect(readdirSync(join(home, "staging"))).toEqual([]);
});

test("of all runs those that show a person tell when they were, records of an earlier version too", async () => {
  const edited = { status: "M" as const, path: "MEMORY.md" };
  await enter("quiet");
  enterIdleRun(home, { ...record("edited"), time: "2026-11-23T13:00:00+00:00", changes: [edited] });
  enterIdleRun(home, { ...record("old"), time: "2026-11-23T14:00:00+00:00", command: "undo" });
  const old = join(home, "runs/old/run.json");
  writeFileSync(old, readFileSync(old, "utf8").replace(/^ {2}"shows_person": .*\n/m, ""));
  expect(timesOfPersons(home).toSorted()).toEqual(["2026-11-23T13:00:00+00:00", "2026-11-23T14:00:00+00:00"]);
});

test("what could not be moved is recorded as a conflict when the run is entered", async () => {
  await draftRun(home, record("one"), PATCHES);
  enterRun(home, "one", new Set(["a.md"]));
  expect(listRuns(home)[0]).toMatchObject({ conflicts: ["a.md"], files: [{ before: null, after: null }] });
});

test("runs come newest first by their sequence, whatever their names and times", async () => {
  for (const run of ["b", "c", "a"]) await enter(run);
  expect(listRuns(home).map(({ run, sequence }) => [run, sequence])).toEqual([
    ["a", 3],
    ["c", 2],
    ["b", 1],
  ]);
});

test("a run that changed no file is entered in one step, among the others, and the oldest such go first", async () => {
  await enter("first");
  for (let n = 0; n < KEPT_RUNS; n += 1) enterIdleRun(home, { ...record(`idle-${n}`), files: [] });
  const runs = listRuns(home);
  expect(runs.map(({ sequence }) => sequence)).toEqual(
    [...Array(KEPT_RUNS - 1).keys()].map((n) => KEPT_RUNS + 1 - n).concat(1),
  );
  expect(runs[0]).toEqual({ ...record(`idle-${KEPT_RUNS - 1}`), files: [], sequence: KEPT_RUNS + 1 });
  expect(readdirSync(join(home, "runs/idle-9")).toSorted()).toEqual(readdirSync(join(home, "runs/first")).toSorted());
  expect(readdirSync(join(home, "staging"))).toEqual([]);
});

test("the newest few are the first of all, and damage to one brings the next in", async () => {
  const threads = Array.from({ length: 200 }, (_, n) => `thread-${n}`);
  for (const run of ["b", "c", "a", "d"]) await enter(run, threads);
  put(home, "runs/torn/run.json", "{");
  for (const count of [0, 1, 3, 9]) expect(newestRuns(home, count)).toEqual(listRuns(home).slice(0, count));
  // Whole at its ends, and no record between them.
  put(home, "runs/a/run.json", textAt(home, "runs/a/run.json").replace('"thread-100"', "thread-100"));
  expect(newestRuns(home, 2).map(({ run }) => run)).toEqual(["d", "c"]);
});

test("unknown in the folder are left out", async () => {
  await enter("one");
  put(home, "runs/notes.txt", "x");
  put(home, "runs/torn/run.json", "{");
  expect(listRuns(home).map(({ run }) => run)).toEqual(["one"]);
});

test("forgetting a thread takes the patches of every run that had it, or took it away, or names its text", async () => {
  await enter("without");
  await enter("with", ["t1", "t2"]);
  await enter("took-it-away", ["t2"]);
  await enter("after", ["t2"]);
  await draftRun(home, record("quotes", ["t2"]), { ...PATCHES, forward: bytes("as t1 said") });
  enterRun(home, "quotes", new Set());
  const met = await forgetInRuns(
    home,
    (id) => id === "t1",
    (text) => text.includes("t1"),
  );
  expect(met.toSorted()).toEqual(["quotes", "took-it-away", "with"]);
  for (const run of met) {
    expect(await readPatch(home, run, "forward")).toBeUndefined();
    expect(textAt(home, `runs/${run}/run.json`)).not.toContain("t1");
  }
  expect(await readPatch(home, "after", "forward")).toBeDefined();
  expect(listRuns(home).map(({ run, patches }) => [run, patches])).toEqual([
    ["quotes", "forgotten"],
    ["after", "kept"],
    ["took-it-away", "forgotten"],
    ["with", "forgotten"],
    ["without", "kept"],
  ]);
});

test("a rejected tree keeps changed files by their names, redacted, and names what it leaves out", async () => {
  const copy = join(home, "copy");
  const secret = `ghp_${"x9Y8z7W6v5U4t3S2r1Q0p9O8n7M6".padEnd(36, "k")}`;
  put(copy, "skills/a b/SKILL.md", `text ${secret}\n`);
  put(copy, "binary", Buffer.concat([Buffer.of(0xff, 0, 0x20), Buffer.from(secret), Buffer.of(0x20, 0xfe)]));
  mkdirSync(join(copy, "folder"));
  const rejection = { copy, changed: ["skills/a b/SKILL.md", "binary", "gone.md", "folder"], findings: ["bad"] };
  const folder = await keepRejected(home, "2026-11-23T12-00-00", { ...rejection, threadIds: ["t1"] });
  expect(folder).toBe(join(home, "rejected/2026-11-23T12-00-00"));
  expect(textAt(folder, "skills/a b/SKILL.md")).toBe("text [REDACTED_SECRET]\n");
  expect(textAt(folder, "binary")).not.toContain(secret);
  expect(JSON.parse(textAt(folder, ".rejected.json"))).toEqual({
    findings: ["bad"],
    deleted_or_left_out: ["gone.md", "folder"],
    thread_ids: ["t1"],
  });
});

test("forgetting removes rejected trees that may hold the thread's text, and those of which nobody knows", async () => {
  const copy = join(home, "copy");
  put(copy, "MEMORY.md", "x");
  const keep = (time: string, threadIds: string[]) =>
    keepRejected(home, time, { copy, changed: ["MEMORY.md"], findings: [], threadIds });
  await keep("one", ["t1"]);
  await keep("two", ["t2"]);
  put(home, "rejected/three/MEMORY.md", "x");
  expect((await forgetInRejected(home, (id) => id === "t1")).toSorted()).toEqual(["one", "three"]);
  expect(existsSync(join(home, "rejected/two/MEMORY.md"))).toBe(true);
});
