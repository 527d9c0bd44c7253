import { expect, test } from "bun:test";
import fc from "fast-check";
import { consolidate, EMPTY_ROOT, edited, handbookOf, type Root, type Session, summaryOf } from "./sessions.ts";

const PHRASES = [
  "always run the linter before a commit",
  "use tabs instead of spaces in makefiles",
  "`make build` needs two minutes and 4 GB of memory",
  "the API listens on port 8080 behind a proxy",
  "timestamps are stored as UTC seconds everywhere",
  "never push to the main branch without a review",
  "short answers, please",
];
/** Lines that several sessions share, and lines that only one has. */
const lines = (n: number) =>
  fc.array(
    fc.oneof(
      fc.constantFrom(...PHRASES),
      fc.nat(3).map((k) => `only session ${n} knows marker${n}x${k} here`),
    ),
    { maxLength: 4 },
  );

const session = (n: number): fc.Arbitrary<Session> =>
  fc.record({
    n: fc.constant(n),
    group: fc.constantFrom("alpha", "beta", "gamma"),
    title: fc.constantFrom("fix the build", "write docs", `task number ${n}`),
    preferences: lines(n),
    knowledge: lines(n),
    failures: lines(n),
    later: fc.constantFrom(0, 60),
  });

const COUNT = 6;
const allSessions = fc.tuple(...Array.from({ length: COUNT }, (_, n) => session(n + 1)));
const someOf = fc.array(fc.boolean(), { minLength: COUNT, maxLength: COUNT });
const texts = (root: Root) => [handbookOf(root), summaryOf(root)];
const pick = (sessions: readonly Session[], which: readonly boolean[]) => sessions.filter((_, at) => which[at]);

test("consolidating the same inputs again changes no byte, whatever the history", () => {
  fc.assert(
    fc.property(allSessions, fc.array(someOf, { minLength: 1, maxLength: 4 }), (sessions, history) => {
      const root = history.reduce((state, which) => consolidate(state, pick(sessions, which)), EMPTY_ROOT);
      const again = consolidate(root, pick(sessions, history.at(-1) ?? []));
      expect(texts(again)).toEqual(texts(root));
    }),
  );
});

test("forgetting the sessions just added gives back the bytes from before", () => {
  fc.assert(
    fc.property(allSessions, someOf, someOf, (sessions, before, added) => {
      const root = consolidate(EMPTY_ROOT, pick(sessions, before));
      const grown = consolidate(
        root,
        pick(
          sessions,
          before.map((is, at) => is || (added[at] ?? false)),
        ),
      );
      expect(texts(consolidate(grown, pick(sessions, before)))).toEqual(texts(root));
    }),
  );
});

test("a forgotten session leaves nothing of its own, and takes nothing of the others", () => {
  fc.assert(
    fc.property(allSessions, fc.array(someOf, { minLength: 2, maxLength: 4 }), (sessions, history) => {
      const root = history.reduce((state, which) => consolidate(state, pick(sessions, which)), EMPTY_ROOT);
      const left = pick(sessions, history.at(-1) ?? []);
      const fresh = consolidate(EMPTY_ROOT, left);
      const statements = (text: string) =>
        text
          .split("\n")
          .filter((line) => line.startsWith("- "))
          .map((line) => line.replaceAll(/ \[[^\]]+\]/g, ""))
          .toSorted();
      expect(statements(handbookOf(root))).toEqual(statements(handbookOf(fresh)));
      expect(statements(summaryOf(root))).toEqual(statements(summaryOf(fresh)));
    }),
  );
});

test("every statement's labels lead to tasks of its block, and every task names its files", () => {
  fc.assert(
    fc.property(allSessions, fc.array(someOf, { minLength: 1, maxLength: 4 }), (sessions, history) => {
      const root = history.reduce((state, which) => consolidate(state, pick(sessions, which)), EMPTY_ROOT);
      for (const block of handbookOf(root)
        .split(/^# Task Group: /m)
        .slice(1)) {
        const numbers = [...block.matchAll(/^## Task (\d+): /gm)].map(([, number]) => number);
        expect(new Set(numbers).size).toBe(numbers.length);
        for (const [, number] of block.matchAll(/\[Task (\d+)\]/g)) expect(numbers).toContain(number ?? "");
        const files = [...block.matchAll(/^- (rollout_summaries\/\S+\.md) /gm)];
        expect(files.length).toBeGreaterThanOrEqual(numbers.length);
        for (const [, file] of files) expect(root.files.has(file ?? "")).toBe(true);
      }
    }),
  );
});

test("lines that a person put anywhere, or took away, stay so through any later runs", () => {
  fc.assert(
    fc.property(
      allSessions,
      someOf,
      fc.array(someOf, { minLength: 1, maxLength: 3 }),
      fc.nat(),
      fc.nat(),
      (sessions, first, later, at, gone) => {
        const root = consolidate(EMPTY_ROOT, pick(sessions, first));
        const bullets = handbookOf(root)
          .split("\n")
          .filter((line) => /^- .*\[Task \d+\]$/.test(line));
        const removed = bullets[gone % Math.max(bullets.length, 1)];
        const mine = edited(root, "MEMORY.md", (text) => {
          const all = text.split("\n").filter((line) => line !== removed);
          all.splice(1 + (at % all.length), 0, "- a line of my own, put where I like");
          return all.join("\n");
        });
        const end = later.reduce((state, which) => consolidate(state, pick(sessions, which)), mine);
        expect(
          handbookOf(end)
            .split("\n")
            .filter((line) => line === "- a line of my own, put where I like"),
        ).toHaveLength(1);
        const words = removed?.replaceAll(/ \[Task \d+\]/g, "");
        // The same words may come back where they were not before: in another block, from another session.
        const count = (text: string) =>
          text.split("\n").filter((line) => line.replaceAll(/ \[Task \d+\]/g, "") === words).length;
        if (words !== undefined && later.every((which) => which.every((is, n) => is === first[n]))) {
          expect(count(handbookOf(end))).toBe(count(handbookOf(mine)));
        }
      },
    ),
  );
});
