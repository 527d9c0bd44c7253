import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  rankForConsolidation,
  type SelectionCandidate,
  type SelectionRules,
  selectBest,
} from "../../../lib/core/consolidate/select.ts";
import { completionWatermark } from "../../../lib/core/consolidate/watermark.ts";
import { DAY_SECONDS } from "../../../lib/core/constants.ts";
import { memory } from "./reference-rows.ts";

const NOW = 1_800_000_000;
const RULES = { limit: 256, maxUnusedDays: 30 };
const CUTOFF = NOW - 30 * DAY_SECONDS;

const row = (threadId: string, overrides: Partial<SelectionCandidate> = {}): SelectionCandidate => ({
  ...memory({ threadId, generatedAt: NOW, sourceUpdatedAt: NOW }),
  memoryMode: "enabled",
  ...overrides,
});
const select = (rows: readonly SelectionCandidate[], rules: SelectionRules) =>
  selectBest(rankForConsolidation(rows, rules, NOW), rules.limit);
const ids = (rows: readonly SelectionCandidate[]) => rows.map(({ threadId }) => threadId);

describe("what is selected", () => {
  const table: [string, Partial<SelectionCandidate>, boolean][] = [
    ["an output written at the cutoff", { generatedAt: CUTOFF }, true],
    ["an output written a second before the cutoff", { generatedAt: CUTOFF - 1 }, false],
    ["an old output used at the cutoff", { generatedAt: 0, lastUsage: CUTOFF }, true],
    ["an old output used before the cutoff", { generatedAt: NOW, lastUsage: CUTOFF - 1 }, false],
    ["an old session written down just now", { sourceUpdatedAt: 0 }, true],
    ["a disabled thread", { memoryMode: "disabled" }, false],
    ["a polluted thread", { memoryMode: "polluted" }, false],
    ["an output of blanks", { rawMemory: " \n", rolloutSummary: "\t" }, false],
    ["an output with a summary only", { rawMemory: "", rolloutSummary: "x" }, true],
    ["an output with a raw memory only", { rawMemory: "x", rolloutSummary: "" }, true],
  ];
  for (const [name, overrides, expected] of table) {
    test(`${expected ? "takes" : "leaves"} ${name}`, () => {
      expect(select([row("a", overrides)], RULES)).toHaveLength(expected ? 1 : 0);
    });
  }
});

describe("the rank", () => {
  const ranked = (rows: SelectionCandidate[]) => ids(rankForConsolidation(rows, RULES, NOW));
  test("puts use first, and never used counts as zero", () => {
    expect(
      ranked([row("a", { usageCount: undefined }), row("b", { usageCount: 2 }), row("c", { usageCount: 0 })]),
    ).toEqual(["b", "c", "a"]);
  });
  test("then the last use, or the writing where there was none", () => {
    expect(
      ranked([
        row("a", { lastUsage: NOW - 9 }),
        row("b", { generatedAt: NOW - 5 }),
        row("c", { generatedAt: NOW - 7 }),
      ]),
    ).toEqual(["b", "c", "a"]);
  });
  test("then the newest source, then the greatest thread id", () => {
    expect(ranked([row("a"), row("c", { sourceUpdatedAt: NOW - 1 }), row("b")])).toEqual(["b", "a", "c"]);
  });
});

const anyRows = fc.uniqueArray(
  fc.record({
    threadId: fc.string({ unit: "binary", maxLength: 3 }),
    memoryMode: fc.constantFrom("enabled" as const, "enabled" as const, "disabled" as const, "polluted" as const),
    usageCount: fc.option(fc.nat(2), { nil: undefined }),
    lastUsage: fc.option(fc.integer({ min: CUTOFF - 2, max: CUTOFF + 2 }), { nil: undefined }),
    generatedAt: fc.integer({ min: CUTOFF - 2, max: CUTOFF + 2 }),
    sourceUpdatedAt: fc.nat(2),
  }),
  { selector: ({ threadId }) => threadId, maxLength: 12 },
);

test("the selection does not depend on the order of the rows", () => {
  fc.assert(
    fc.property(
      anyRows.chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
      fc.nat(12),
      ([rows, shuffled], limit) => {
        const selected = (from: typeof rows) =>
          ids(
            select(
              from.map((each) => row(each.threadId, each)),
              { limit, maxUnusedDays: 30 },
            ),
          );
        expect(selected(shuffled)).toEqual(selected(rows));
      },
    ),
  );
});

test("the selection is the best so many, in byte order of the thread ids", () => {
  fc.assert(
    fc.property(anyRows, fc.nat(12), (drawn, limit) => {
      const rows = drawn.map((each) => row(each.threadId, each));
      const rules = { limit, maxUnusedDays: 30 };
      const selected = ids(select(rows, rules));
      const best = ids(rankForConsolidation(rows, rules, NOW)).slice(0, limit);
      expect(new Set(selected)).toEqual(new Set(best));
      expect(selected).toEqual(selected.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
});

test("the watermark is the newest of the claimed one and the selection", () => {
  expect(completionWatermark(5, [])).toBe(5);
  expect(completionWatermark(5, [memory({ sourceUpdatedAt: 9 }), memory({ sourceUpdatedAt: 7 })])).toBe(9);
  expect(completionWatermark(11, [memory({ sourceUpdatedAt: 9 })])).toBe(11);
});
