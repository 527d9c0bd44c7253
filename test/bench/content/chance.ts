/** Numbers that look random and are the same for the same seed. */
export interface Chance {
  /** From 0 up to, not including, 1. */
  share(): number;
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number;
  /** One of some things. Throws when there is none. */
  of<T>(some: readonly T[]): T;
}

/** The mulberry32 generator: 32 bits of state, well mixed also for seeds that follow each other. */
export function chance(seed: number): Chance {
  let state = seed | 0;
  const share = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(share() * limit);
  return {
    share,
    below,
    of: (some) => {
      const one = some[below(some.length)];
      if (one === undefined) throw new Error("there is nothing to choose from");
      return one;
    },
  };
}
