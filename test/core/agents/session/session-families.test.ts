import { expect, test } from "bun:test";
import fc from "fast-check";
import { type FamilyMember, findForks } from "../../../../lib/core/agents/session/session-families.ts";

const turns = (...keys: string[]) => keys.map((key) => ({ key, timeMs: Number(key.replace(/\D/g, "")) }));

test("a fork without a link is known by its first turns, and its own begin where the parent's end", () => {
  const parent = { id: "p", createdMs: 10, turns: turns("t1", "t2", "t9") };
  const child = { id: "c", createdMs: 20, turns: turns("t1", "t2", "t5") };
  const other = { id: "o", createdMs: 5, turns: turns("t7") };
  expect([...findForks([child, other, parent])]).toEqual([["c", { parentId: "p", ownFrom: "t5" }]]);
});

test("a parent that a transcript names is older, whatever the times say", () => {
  const parent = { id: "p", createdMs: 10, turns: turns("t1", "t2") };
  const child = { id: "c", parentId: "p", createdMs: 10, turns: turns("t1", "t2", "t3") };
  expect([...findForks([child, parent])]).toEqual([["c", { parentId: "p", ownFrom: "t3" }]]);
});

test("a copy that says nothing of its own is no session of its own", () => {
  const parent = { id: "p", createdMs: 10, turns: turns("t1", "t2") };
  const stub = { id: "s", createdMs: 30, turns: turns("t1", "t2") };
  expect(findForks([stub, parent]).get("s")).toEqual({ parentId: "p", ownFrom: undefined });
});

test("a fork of a fork belongs to the one it shares most with", () => {
  const a = { id: "a", createdMs: 1, turns: turns("t1", "t2") };
  const b = { id: "b", createdMs: 2, turns: turns("t1", "t3") };
  const c = { id: "c", createdMs: 3, turns: turns("t1", "t3", "t4") };
  const forks = findForks([c, b, a]);
  expect(forks.get("c")).toEqual({ parentId: "b", ownFrom: "t4" });
  expect(forks.get("b")).toEqual({ parentId: "a", ownFrom: "t3" });
});

test("each turn of a family of forks is owned by exactly one session, in whatever order they are given", () => {
  // A tree of sessions: each takes over a beginning of an earlier one and goes on with turns of its own.
  const plan = fc.array(fc.record({ of: fc.nat(), keep: fc.nat(), own: fc.nat({ max: 3 }) }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(plan, fc.infiniteStream(fc.nat()), (steps, order) => {
      const members: FamilyMember[] = [];
      for (const [at, { of, keep, own }] of steps.entries()) {
        const base = members.length === 0 ? undefined : members[of % members.length];
        const taken = base === undefined ? [] : base.turns.slice(0, 1 + (keep % Math.max(1, base.turns.length)));
        const added = Array.from({ length: Math.max(own, base === undefined ? 1 : 0) }, (_, n) => ({
          key: `${at}-${n}`,
          timeMs: at * 100 + n,
        }));
        members.push({ id: `s${at}`, createdMs: at * 100, turns: [...taken, ...added] });
      }
      const shuffled = members.toSorted((a, b) => (order.next().value % 3) - 1 || a.id.localeCompare(b.id));
      const forks = findForks(shuffled);
      const owned = members.flatMap(({ id, turns: all }) => {
        const fork = forks.get(id);
        if (fork === undefined) return all.map(({ key }) => key);
        const from = all.findIndex(({ key }) => key === fork.ownFrom);
        return from < 0 ? [] : all.slice(from).map(({ key }) => key);
      });
      expect(owned.toSorted()).toEqual(
        [...new Set(members.flatMap(({ turns: all }) => all.map(({ key }) => key)))].toSorted(),
      );
    }),
  );
});
