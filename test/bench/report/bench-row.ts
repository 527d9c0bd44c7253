import { z } from "zod";

const Goal = z.strictObject({ least: z.number().optional(), most: z.number().optional() });

/** One line of the table of a benchmark, as it is kept in `fixtures/bench/`. */
export const BenchRow = z.strictObject({
  /** What was measured; no other row of the benchmark is called so. */
  what: z.string().min(1),
  ours: z.number(),
  unit: z.string(),
  /** What it is measured beside in the same run, or the limit that must hold; what no peer has has none. */
  peer: z.strictObject({ name: z.string(), value: z.number() }).optional(),
  /** Ours for each of the peer's; ours itself without a peer. This is what is compared: machines differ, and are busy. */
  ratio: z.number(),
  /** How far the ratio moves by itself, as a share of it: from repeats, how much the median lies above the minimum. */
  noise: z.number().min(0),
  goal: Goal.optional(),
});
export type BenchRow = z.infer<typeof BenchRow>;
export type Goal = z.infer<typeof Goal>;

/** The results of a benchmark: its rows, and what else is worth keeping. */
export const BenchResult = z.strictObject({
  rows: z.array(BenchRow),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type BenchResult = z.infer<typeof BenchResult>;

/** How much of a benchmark is done: with `quick` fewer and smaller things, to see that it works. */
export interface BenchOptions {
  readonly size: "full" | "quick";
}

export interface Against {
  readonly peer: string;
  readonly unit?: string;
  readonly goal?: Goal;
}

/**
 * A row of repeated measurements taken in turns. Of each side the least counts, since whatever disturbs only adds; what
 * the medians lie above the least is the noise of both.
 */
export function ratioRow(what: string, ours: readonly number[], peer: readonly number[], against: Against): BenchRow {
  const [least, other] = [Math.min(...ours), Math.min(...peer)];
  return {
    what,
    ours: rounded(least),
    unit: against.unit ?? "ms",
    peer: { name: against.peer, value: rounded(other) },
    ratio: rounded(least / other),
    noise: rounded(spread(ours) + spread(peer)),
    ...(against.goal && { goal: against.goal }),
  };
}

/** A row of a figure beside the limit that it must not pass; the highest of the measurements counts. */
export function limitRow(what: string, ours: readonly number[], unit: string, limit: number): BenchRow {
  const most = Math.max(...ours);
  return {
    what,
    ours: rounded(most),
    unit,
    peer: { name: "limit", value: limit },
    ratio: rounded(most / limit),
    noise: rounded(spread(ours)),
    goal: { most: 1 },
  };
}

/** A row of a figure that is the same in each run: a share, a count, bytes. */
export function exactRow(what: string, ours: number, unit: string, goal?: Goal): BenchRow {
  return { what, ours: rounded(ours), unit, ratio: rounded(ours), noise: 0, ...(goal && { goal }) };
}

/** Whether a row reached its goal; undefined without one. */
export function goalMet({ ratio, goal }: BenchRow): boolean | undefined {
  if (goal === undefined) return undefined;
  return ratio <= (goal.most ?? Number.POSITIVE_INFINITY) && ratio >= (goal.least ?? Number.NEGATIVE_INFINITY);
}

/** Of figures that can be nothing or less, such as what a process has grown by, no share can be told. */
function spread(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [least = 0, median = 0] = [sorted[0], sorted[sorted.length >> 1]];
  return least > 0 ? median / least - 1 : 0;
}

/** Four digits that count: more would change with every run and say nothing. */
const rounded = (value: number) => Number(value.toPrecision(4));
