import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { planApply } from "../../../lib/core/consolidate/apply-plan.ts";
import type { Tree } from "../../../lib/core/tree/tree.ts";
import { type Planting, treeOf } from "./trees.ts";

const plan = (copied: Planting, after: Planting, current: Planting) => {
  const { baseline, ...rest } = planApply(treeOf(copied), treeOf(after), treeOf(current));
  return { ...rest, baseline };
};

describe("a plan to apply", () => {
  test("writes what was added and changed, deletes what was deleted, and the baseline is the agent's tree", () => {
    const copied = { a: "1", b: "1", same: "1" };
    const after = { a: "2", c: "1", same: "1" };
    expect(plan(copied, after, copied)).toEqual({
      deletes: ["b"],
      writes: ["a", "c"],
      conflicts: [],
      baseline: treeOf(after),
    });
  });

  test("leaves a file alone that a person changed, added or deleted meanwhile", () => {
    const copied = { changed: "1", deleted: "1", gone: "1" };
    const after = { changed: "2", deleted: "2", added: "2" };
    const current = { changed: "3", added: "3", gone: "3" };
    expect(plan(copied, after, current)).toEqual({
      deletes: [],
      writes: [],
      conflicts: ["added", "changed", "deleted", "gone"],
      baseline: treeOf(copied),
    });
  });

  test("keeps what a person did elsewhere out of the baseline, so that the next diff shows it", () => {
    const { writes, baseline } = plan({ a: "1", b: "1" }, { a: "2", b: "1" }, { a: "1", b: "3", note: "new" });
    expect(writes).toEqual(["a"]);
    expect(baseline).toEqual(treeOf({ a: "2", b: "1" }));
  });

  test("finds no conflict where a person made the very same change", () => {
    const after = { a: "2", new: "2" };
    expect(plan({ a: "1", b: "1" }, after, after)).toEqual({
      deletes: [],
      writes: [],
      conflicts: [],
      baseline: treeOf(after),
    });
  });

  test("does not write through a file, or over a folder, that appeared meanwhile", () => {
    expect(plan({}, { "skills/a/SKILL.md": "1" }, { "skills/a": "x" }).conflicts).toEqual(["skills/a/SKILL.md"]);
    expect(plan({}, { "skills/a/SKILL.md": "1" }, { skills: { link: "/tmp" } }).conflicts).toEqual([
      "skills/a/SKILL.md",
    ]);
    expect(plan({}, { "skills/a": "1" }, { "skills/a/b": "x" }).conflicts).toEqual(["skills/a"]);
  });

  test("lets a folder take the place of a file that the agent deleted, unless a person kept the file", () => {
    const copied = { "skills/a": "1" };
    const after = { "skills/a/b": "2" };
    expect(plan(copied, after, copied)).toMatchObject({ deletes: ["skills/a"], writes: ["skills/a/b"], conflicts: [] });
    expect(plan(copied, after, { "skills/a": "3" })).toMatchObject({
      deletes: [],
      writes: [],
      conflicts: ["skills/a", "skills/a/b"],
    });
  });

  test("takes a changed execute bit for a change, and a person's bit for no conflict", () => {
    const copied = { a: { program: "1" } };
    expect(plan(copied, { a: "1" }, copied).writes).toEqual(["a"]);
    expect(plan({ a: "1" }, { a: "2" }, { a: { program: "1" } })).toMatchObject({ writes: ["a"], conflicts: [] });
  });
});

const anyTree = fc.dictionary(fc.constantFrom("a", "b", "c/d", "c/e", "c"), fc.constantFrom("1", "2", "3"));
const isPossible = (planting: Planting) => !("c" in planting && ("c/d" in planting || "c/e" in planting));

/** The root after the plan was carried out. */
function apply(current: Tree, after: Tree, { deletes, writes }: ReturnType<typeof planApply>): Tree {
  const root = new Map(current);
  for (const path of deletes) root.delete(path);
  for (const path of writes) {
    const entry = after.get(path);
    if (entry !== undefined) root.set(path, entry);
  }
  return root;
}

test("whatever happens meanwhile, nobody's change is lost and each shows in a diff or in the conflicts", () => {
  fc.assert(
    fc.property(anyTree.filter(isPossible), anyTree.filter(isPossible), anyTree.filter(isPossible), (a, b, c) => {
      const [copied, after, current] = [treeOf(a), treeOf(b), treeOf(c)];
      const result = planApply(copied, after, current);
      const root = apply(current, after, result);
      const id = (tree: Tree, path: string) => tree.get(path)?.id;
      for (const path of new Set([...copied.keys(), ...after.keys(), ...current.keys()])) {
        const byAgent = id(copied, path) !== id(after, path);
        const byPerson = id(copied, path) !== id(current, path);
        if (!byAgent) expect(id(root, path)).toBe(id(current, path));
        if (byPerson) expect(id(root, path)).toBe(id(current, path));
        if (byAgent && !byPerson && !result.conflicts.includes(path)) expect(id(root, path)).toBe(id(after, path));
        if (byAgent && byPerson && id(after, path) !== id(current, path)) expect(result.conflicts).toContain(path);
        // The next diff (baseline to root) shows exactly what the agent did not do.
        if (byPerson && id(after, path) !== id(current, path)) {
          expect(id(result.baseline, path)).not.toBe(id(root, path));
        }
        if (!byPerson) expect(id(result.baseline, path)).toBe(id(root, path));
      }
    }),
  );
});
