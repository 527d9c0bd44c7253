import { expect, test } from "bun:test";
import fc from "fast-check";
import { type BenchRow, exactRow, goalMet, limitRow, ratioRow } from "./bench-row.ts";
import { compareRows, isRegression } from "./compare-rows.ts";

const row = (ratio: number, more: Partial<BenchRow> = {}): BenchRow => ({
  what: "index",
  ours: ratio * 10,
  unit: "ms",
  peer: { name: "find", value: 10 },
  ratio,
  noise: 0.1,
  ...more,
});
const verdict = (kept: BenchRow, now: BenchRow) => compareRows([kept], [now])[0]?.verdict;

test("a ratio that grew beyond the noise of both runs and the floor is a regression, one within it is none", () => {
  expect(verdict(row(1), row(1.24))).toBe("same");
  expect(verdict(row(1), row(1.26))).toBe("regressed");
  expect(verdict(row(1.26), row(1))).toBe("better");
  expect(verdict(row(1, { noise: 0.5 }), row(1.6))).toBe("same");
});

test("where a goal asks for at least so much, less is worse", () => {
  const goal = { least: 0.9 };
  expect(verdict(row(2, { goal }), row(1, { goal }))).toBe("regressed");
  expect(verdict(row(1, { goal }), row(2, { goal }))).toBe("better");
});

test("what is counted exactly has no noise: one less found is a regression", () => {
  const recall = (share: number) => exactRow("recall", share, "", { least: 0.99 });
  expect(verdict(recall(1), recall(0.9999))).toBe("regressed");
  expect(verdict(recall(1), recall(1))).toBe("same");
  expect(verdict(exactRow("alarms", 0, "per MB", { most: 1 }), exactRow("alarms", 0.1, "per MB", { most: 1 }))).toBe(
    "regressed",
  );
});

test("a row that is measured no more is a regression, a new one is not", () => {
  const compared = compareRows([row(1), row(1, { what: "old" })], [row(1), row(9, { what: "young" })]);
  expect(compared.map(({ what, verdict: of }) => [what, of])).toEqual([
    ["index", "same"],
    ["young", "new"],
    ["old", "gone"],
  ]);
  expect(compared.map(isRegression)).toEqual([false, false, true]);
});

test("a run compared with itself never regresses, and what regresses one way is better the other", () => {
  const ratio = fc.double({ min: 0.001, max: 1_000, noNaN: true });
  const noise = fc.double({ min: 0, max: 2, noNaN: true });
  fc.assert(
    fc.property(
      ratio,
      ratio,
      noise,
      noise,
      fc.constantFrom<BenchRow["goal"]>(undefined, { least: 1 }, { most: 1 }),
      (a, b, n, m, goal) => {
        const [one, other] = [row(a, { noise: n, goal }), row(b, { noise: m, goal })];
        expect(verdict(one, one)).toBe("same");
        const [there, back] = [verdict(one, other), verdict(other, one)];
        expect(there === "regressed").toBe(back === "better");
      },
    ),
  );
});

test("of repeats the least of each side makes the ratio, and how far the medians lie above it the noise", () => {
  const made = ratioRow("x", [12, 10, 11], [5, 5, 6], { peer: "grep", goal: { most: 2 } });
  expect(made).toMatchObject({ ours: 10, peer: { name: "grep", value: 5 }, ratio: 2, noise: 0.1 });
  expect(goalMet(made)).toBe(true);
  expect(goalMet({ ...made, ratio: 2.01 })).toBe(false);
  expect(limitRow("memory", [150, 210], "MB", 200)).toMatchObject({ ours: 210, ratio: 1.05, goal: { most: 1 } });
  // A process that has not grown, or gave back, has no noise as a share of nothing.
  expect(limitRow("growth", [0, 3, -2], "MB", 50)).toMatchObject({ ours: 3, noise: 0 });
  expect(goalMet(exactRow("bytes", 7, "bytes"))).toBeUndefined();
});
