import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseRawMemories } from "../../../../lib/core/consolidate/raw-memories.ts";
import { fixedOf, gatherAlike } from "../../../../lib/core/offline/consolidate/gather.ts";
import { leastBytes } from "../../../../lib/core/offline/consolidate/merging/least-bytes.ts";
import { contentWords, wordingKey } from "../../../../lib/core/offline/consolidate/merging/wording.ts";
import { threadPieces } from "../../../../lib/core/offline/consolidate/reading/pieces.ts";
import { buildHandbook } from "../../../../lib/core/offline/consolidate/writing/handbook.ts";
import { sharedStatements } from "../../../../lib/core/offline/consolidate/writing/render-handbook.ts";
import { takeSteps } from "../../../../lib/core/steps.ts";
import { utf8Length } from "../../../../lib/core/text/bytes.ts";
import { contentsOf, inputsOf, type Session } from "./sessions.ts";

const WORDS = "build test lint code pnpm never not 5432 8080 `make it` don't Quick. slow database server port".split(
  " ",
);
/** Texts that share most of their words, some of them with words doubled or left out. */
const alike = fc
  .tuple(fc.shuffledSubarray(WORDS, { minLength: 1 }), fc.constantFrom("", ".", " always", " ever so"))
  .map(([words, end]) => words.join(" ") + end);
const usual = fc.tuple(
  fc.constant("run the whole suite of integration tests with coverage before each new commit lands on main today"),
  fc.constantFrom("", " please", " never", " 7", " or not", " soon and well"),
);
const statement = fc.oneof(
  alike,
  usual.map(([a, b]) => a + b),
);
/** A choice that some texts make. */
const meaningOf = (text: string) => (text.includes("pnpm") ? "pnpm" : undefined);

/** The rule by itself, each statement against all groups. */
function gatherByPairs(lines: readonly string[]): string[][] {
  const groups: string[][] = [];
  const first = (isIt: (text: string) => boolean) => groups.find(([text = ""]) => isIt(text));
  for (const line of lines) {
    const meaning = meaningOf(line);
    const words = new Set(contentWords(line));
    const isNear = (text: string) => {
      const other = new Set(contentWords(text));
      const share = words.intersection(other).size / words.union(other).size;
      return Math.min(words.size, other.size) >= 5 && share >= 0.85 && fixedOf(line, words) === fixedOf(text, other);
    };
    const group =
      first((text) => wordingKey(text) === wordingKey(line)) ??
      first((text) => meaning !== undefined && meaningOf(text) === meaning) ??
      first(isNear);
    if (group === undefined) groups.push([line]);
    else group.push(line);
  }
  return groups;
}

test("statements are gathered as if each were held against all groups", () => {
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 30 }), (lines) => {
      const gathered = takeSteps(gatherAlike(lines, (line) => line, meaningOf));
      expect(gathered.map(({ all }) => [...all])).toEqual(gatherByPairs(lines));
      expect(gathered.map(({ first }) => first)).toEqual(gathered.map(({ all }) => all[0] ?? ""));
    }),
  );
});

test("statements never take less room than what is told before they are gathered", () => {
  const session = (n: number): fc.Arbitrary<Session> =>
    fc.record({
      n: fc.constant(n),
      group: fc.constantFrom("alpha", "beta"),
      title: fc.constantFrom("fix the build", `task number ${n}`),
      preferences: fc.array(statement, { maxLength: 4 }),
      knowledge: fc.array(statement, { maxLength: 4 }),
      failures: fc.array(statement, { maxLength: 4 }),
    });
  const [perTask, maxBytes, beside] = [3, 60, 12];
  let told = 0;
  fc.assert(
    fc.property(fc.tuple(session(1), session(2), session(3)), (sessions) => {
      const threads = parseRawMemories(contentsOf(inputsOf(sessions)).get("raw_memories.md") ?? new Uint8Array());
      const least = takeSteps(leastBytes(threads.flatMap(threadPieces), { perTask, maxBytes, beside }));
      const room = takeSteps(buildHandbook(threads.flatMap(threadPieces))).flatMap((block) =>
        sharedStatements(block, { perTask, maxBytes }).map(({ lines, tasks }) => {
          const bytes = lines.reduce((sum, line) => sum + utf8Length(line) + 1, 0);
          return Math.min(bytes, maxBytes) + tasks.length * beside;
        }),
      );
      told += least;
      expect(least).toBeLessThanOrEqual(room.reduce((a, b) => a + b, 0));
    }),
  );
  expect(told).toBeGreaterThan(0);
});
