import { expect, test } from "bun:test";
import fc from "fast-check";
import { countLines } from "../../../lib/core/diff/count-lines.ts";
import { compareTrees, gitMode, recordable } from "../../../lib/core/tree/compare-trees.ts";
import type { Tree, TreeEntry } from "../../../lib/core/tree/tree.ts";

const file = (id: string, rest: Partial<TreeEntry> = {}): TreeEntry => ({
  kind: "file",
  id,
  size: 1,
  executable: false,
  ...rest,
});
const entries = fc.record(
  {
    kind: fc.constantFrom("file" as const, "link" as const),
    id: fc.constantFrom("1", "2"),
    size: fc.constant(1),
    executable: fc.boolean(),
  },
  { noNullPrototype: true },
);
const trees = fc
  .dictionary(fc.constantFrom("a", "a.b", "a/b", "é", "z", "\u{1f600}", "\uffee", "\udcff"), entries, {
    noNullPrototype: true,
  })
  .map((entriesByPath): Tree => new Map(Object.entries(entriesByPath)));

const sorted = (tree: Tree) => [...tree].toSorted(([a], [b]) => (a < b ? -1 : 1));

test("applying the changes to one tree gives the other", () => {
  fc.assert(
    fc.property(trees, trees, (from, to) => {
      const result = new Map(from);
      for (const change of compareTrees(from, to)) {
        expect(change.from).toEqual(from.get(change.path));
        if (change.to === undefined) result.delete(change.path);
        else result.set(change.path, change.to);
        expect(change.status).toBe(change.from === undefined ? "A" : change.to === undefined ? "D" : "M");
      }
      expect(sorted(result)).toEqual(sorted(to));
    }),
  );
});

test("equal trees have no changes, and the way back has the same paths", () => {
  fc.assert(
    fc.property(trees, trees, (from, to) => {
      expect(compareTrees(from, new Map(from))).toEqual([]);
      const paths = (a: Tree, b: Tree) => compareTrees(a, b).map(({ path }) => path);
      expect(paths(from, to)).toEqual(paths(to, from));
    }),
  );
});

test("changes come in the order of their paths' bytes", () => {
  const to: Tree = new Map(["b", "a/b", "a.b", "a", "é", "\u{1f600}", "\uffee", "A"].map((path) => [path, file("1")]));
  const order = compareTrees(new Map(), to).map(({ path }) => path);
  expect(order).toEqual(["A", "a", "a.b", "a/b", "b", "é", "\uffee", "\u{1f600}"]);
});

test("what git cannot hold is in no baseline", () => {
  const kept: Tree = new Map([
    ["MEMORY.md", file("1")],
    ["skills/.gitmodules", file("1")],
    ["link", file("1", { kind: "link" })],
  ]);
  const all: Tree = new Map([
    ...kept,
    ["pipe", file("", { kind: "other" })],
    [".GitModules", file("1", { kind: "link" })],
    ["phase2_workspace_diff.md", file("1")],
  ]);
  expect(recordable(all, new Set(["phase2_workspace_diff.md"]))).toEqual(kept);
  expect(recordable(kept, new Set())).toBe(kept);
});

test("git knows three kinds of entries", () => {
  expect(gitMode(file("1"))).toBe("100644");
  expect(gitMode(file("1", { executable: true }))).toBe("100755");
  expect(gitMode(file("1", { kind: "link", executable: true }))).toBe("120000");
});

test("a file that became a link has two sections in a patch, and both count", () => {
  const changes = compareTrees(
    new Map([
      ["a", file("1")],
      ["b", file("1")],
      ["c", file("1")],
    ]),
    new Map([
      ["a", file("2", { kind: "link" })],
      ["b", file("2")],
      ["c", file("2", { kind: "link" })],
    ]),
  );
  const section = (additions: number, deletions: number, binary = false) => ({ additions, deletions, binary });
  const sections = [section(0, 3), section(1, 0), section(4, 5), section(0, 0, true), section(1, 0)];
  expect(countLines(changes, sections)).toEqual([
    { additions: 1, deletions: 3 },
    { additions: 4, deletions: 5 },
    { additions: undefined, deletions: undefined },
  ]);
  expect(() => countLines(changes, sections.slice(1))).toThrow("4 sections in a patch of 3 changes");
});
