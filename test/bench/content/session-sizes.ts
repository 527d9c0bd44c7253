import { chance } from "./chance.ts";

/** How large sessions are, in bytes. */
export interface SizeRule {
  readonly median: number;
  /** Of the natural logarithm of the sizes: 1.2 makes one of forty ten times the median. */
  readonly deviation: number;
  /** Sizes of the few giants, in place of the first sessions. */
  readonly giants: readonly number[];
}

/** Homes that people worked in for a year: a median of 0.4 MB, three sessions of 60 MB, one of 1 GB. */
export const REAL_SIZES: SizeRule = {
  median: 400_000,
  deviation: 1.2,
  giants: [1_000_000_000, 60_000_000, 60_000_000, 60_000_000],
};

/** Many short sessions, of which 13 kB are what the client puts in front: the mean is 1.3 times the median. */
export const SMALL_SIZES: SizeRule = { median: 30_000, deviation: 0.7, giants: [] };

/** Sizes of so many sessions: log-normal but for the giants. The same for the same seed. */
export function sessionSizes(count: number, rule: SizeRule, seed: number): number[] {
  const random = chance(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.share())) * Math.cos(2 * Math.PI * random.share());
  return Array.from({ length: count }, (_, n) => {
    const drawn = rule.median * Math.exp(rule.deviation * normal());
    return rule.giants[n] ?? Math.round(drawn);
  });
}
