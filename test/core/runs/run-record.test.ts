import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  changedFiles,
  fileState,
  KEPT_RUNS,
  RUN_RECORD,
  type RunRecord,
  runsToDrop,
  runToUndo,
  undoneBy,
  withOutcome,
} from "../../../lib/core/runs/run-record.ts";
import { filesAfter, planUndo, undoConflicts, withRestored } from "../../../lib/core/runs/undo-plan.ts";
import { readJson } from "../../../lib/core/text/read-json.ts";
import type { TreeEntry } from "../../../lib/core/tree/tree.ts";
import { NO_USAGE } from "../../../lib/core/types.ts";

const FILE = { path: "MEMORY.md", before: null, after: "100644 a", baseline_before: null, baseline_after: "100644 a" };
function record(sequence: number, more: Partial<RunRecord> = {}): RunRecord {
  return {
    run: `run-${sequence}`,
    sequence,
    command: "consolidate",
    status: "succeeded",
    time: "2026-11-23T12:00:00+00:00",
    root: "/root",
    selected: [],
    changes: [],
    conflicts: [],
    watermark: 1,
    usage: NO_USAGE,
    undoes: null,
    files: [FILE],
    patches: "kept",
    ...more,
  };
}
const undoOf = (sequence: number, undoes: string) => record(sequence, { command: "undo", undoes });
const entry = (id: string, more: Partial<TreeEntry> = {}): TreeEntry => ({
  kind: "file",
  id,
  size: 1,
  executable: false,
  ...more,
});

test("a record survives JSON, names of files that are no text included", () => {
  const odd = record(1, { files: [{ ...FILE, path: "a\udcff\udc80.md" }] });
  expect(readJson(JSON.stringify(odd), RUN_RECORD)).toEqual(odd);
});

test("a state tells kind, execute bit and content apart", () => {
  const states = [undefined, entry("a"), entry("b"), entry("a", { executable: true }), entry("a", { kind: "link" })];
  expect(new Set(states.map(fileState)).size).toBe(states.length);
});

test("an undo that was itself taken back no longer counts", () => {
  const runs = [record(1), undoOf(2, "run-1"), undoOf(3, "run-2")];
  expect(undoneBy("run-1", runs.slice(0, 2))?.run).toBe("run-2");
  expect(undoneBy("run-1", runs)).toBeUndefined();
  expect(undoneBy("run-2", runs)?.run).toBe("run-3");
  expect(undoneBy("run-1", [...runs, undoOf(4, "run-3")])?.run).toBe("run-2");
});

test("undo takes the newest consolidation that changed files and stands, in whatever order they come", () => {
  const runs = [record(4, { files: [] }), record(1), record(3), undoOf(5, "run-3"), record(2)];
  fc.assert(
    fc.property(fc.shuffledSubarray(runs, { minLength: runs.length }), (shuffled) => {
      expect(runToUndo(shuffled)?.run).toBe("run-2");
    }),
  );
  expect(runToUndo([record(1, { files: [] })])).toBeUndefined();
});

test("twenty runs are kept: the newest that changed something, then the newest that did not", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (kinds) => {
      const runs = kinds.map((changed, at) => record(at + 1, { files: changed ? [FILE] : [] }));
      const dropped = new Set(runsToDrop(runs));
      const kept = runs.filter((run) => !dropped.has(run));
      expect(kept.length).toBe(Math.min(runs.length, KEPT_RUNS));
      for (const gone of dropped) {
        const better = kept.filter((run) => run.files.length > 0 || gone.files.length === 0);
        expect(better.filter(({ sequence }) => sequence > gone.sequence).length).toBe(
          kept.filter((run) => run.files.length > 0 || gone.files.length === 0).length,
        );
      }
    }),
  );
});

test("a conflict turns a recorded change into none", () => {
  const draft = record(1, { files: [{ ...FILE, before: "100644 x" }], conflicts: ["z"] });
  const outcome = withOutcome(draft, new Set(["MEMORY.md"]));
  expect(changedFiles(outcome)).toEqual([]);
  expect(outcome.conflicts).toEqual(["MEMORY.md", "z"]);
  expect(withOutcome(draft, new Set())).toEqual(draft);
});

test("what changed since, in the root or in the baseline, is a conflict", () => {
  const run = record(1);
  const ours = new Map([["MEMORY.md", entry("a")]]);
  expect(undoConflicts(run, ours, ours)).toEqual([]);
  expect(undoConflicts(run, new Map(), ours)).toEqual(["MEMORY.md"]);
  expect(undoConflicts(run, ours, new Map([["MEMORY.md", entry("b")]]))).toEqual(["MEMORY.md"]);
  expect(undoConflicts(run, new Map([["MEMORY.md", entry("a", { executable: true })]]), ours)).toEqual(["MEMORY.md"]);
  const consumed = { ...FILE, before: "100644 a" };
  expect(undoConflicts(record(1, { files: [consumed] }), new Map(), ours)).toEqual([]);
});

test("former contents are taken exactly where they still are, else without their secrets, else they are lost", () => {
  const files = [
    { ...FILE, path: "exact", before: "100644 e" },
    { ...FILE, path: "clean", before: "100644 secret" },
    { ...FILE, path: "lost", before: "100644 l" },
    { ...FILE, path: "new", before: null },
  ];
  const patched = new Map([["clean", entry("redacted")]]);
  const plan = planUndo(record(1, { files }), [new Map([["exact", entry("e")]])], {
    root: patched,
    baseline: new Map(),
  });
  expect(plan.files.map(({ path, root }) => [path, root?.id ?? root])).toEqual([
    ["exact", "e"],
    ["clean", "redacted"],
    ["lost", null],
    ["new", null],
  ]);
  expect(plan.redacted).toEqual(["clean"]);
  expect(plan.lost).toEqual(["lost"]);
});

test("restoring is the inverse of the change that was recorded", () => {
  const tree = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), fc.constantFrom("1", "2", "3"));
  fc.assert(
    fc.property(tree, tree, (before, after) => {
      const [was, is] = [before, after].map((each) => new Map(Object.entries(each).map(([p, id]) => [p, entry(id)])));
      if (was === undefined || is === undefined) throw new Error("two trees");
      const files = [...new Set([...was.keys(), ...is.keys()])].map((path) => {
        const [from, to] = [fileState(was.get(path)), fileState(is.get(path))];
        return { path, before: from, after: to, baseline_before: from, baseline_after: to };
      });
      const run = record(1, { files });
      expect(undoConflicts(run, is, is)).toEqual([]);
      expect(filesAfter(run, is, is)).toEqual(is);
      const plan = planUndo(run, [], { root: was, baseline: was });
      expect(withRestored(is, plan.files, "root")).toEqual(was);
      expect(withRestored(is, plan.files, "baseline")).toEqual(was);
    }),
  );
});
