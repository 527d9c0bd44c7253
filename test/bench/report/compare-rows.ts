import type { BenchRow } from "./bench-row.ts";

/** How a row of this run stands beside the one that was kept. */
export interface Comparison {
  readonly what: string;
  readonly kept?: number;
  readonly now?: number;
  /** `gone`: it was kept and is measured no more. */
  readonly verdict: "same" | "better" | "regressed" | "new" | "gone";
  /** How much of a change, as a share of what was kept, is noise. */
  readonly noise: number;
}

/** Ratios of minima still move by so much between two runs on one machine, however quiet the repeats were. */
const FLOOR = 0.05;

/**
 * Compares the ratios of a run with those that were kept. A change counts when it is larger than the noise of both runs
 * together; which direction is worse the goal says, and without one less is better. What can be counted exactly (noise 0 in
 * both, no peer) has no noise at all. Rows are told apart by `what`, in the order of the run, what is gone last.
 */
export function compareRows(kept: readonly BenchRow[], now: readonly BenchRow[]): Comparison[] {
  const before = new Map(kept.map((row) => [row.what, row]));
  const compared = now.map((row): Comparison => {
    const old = before.get(row.what);
    if (old === undefined) return { what: row.what, now: row.ratio, verdict: "new", noise: 0 };
    const noise = isExact(old) && isExact(row) ? 0 : old.noise + row.noise + FLOOR;
    return { what: row.what, kept: old.ratio, now: row.ratio, verdict: verdictOf(old, row, noise), noise };
  });
  const names = new Set(now.map(({ what }) => what));
  const gone = kept.filter(({ what }) => !names.has(what));
  return [
    ...compared,
    ...gone.map(({ what, ratio }): Comparison => ({ what, kept: ratio, verdict: "gone", noise: 0 })),
  ];
}

/** What a comparison must not hold: a row that got worse beyond its noise, or that nobody measures any more. */
export const isRegression = ({ verdict }: Comparison): boolean => verdict === "regressed" || verdict === "gone";

const isExact = ({ noise, peer }: BenchRow) => noise === 0 && peer === undefined;

function verdictOf(old: BenchRow, row: BenchRow, noise: number): Comparison["verdict"] {
  const moreIsBetter = row.goal?.least !== undefined && row.goal.most === undefined;
  const [worse, better] = moreIsBetter ? [old.ratio, row.ratio] : [row.ratio, old.ratio];
  if (worse > better * (1 + noise)) return "regressed";
  return better > worse * (1 + noise) ? "better" : "same";
}
