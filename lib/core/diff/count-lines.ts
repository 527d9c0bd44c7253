import type { FileChange } from "../tree/compare-trees.ts";
import type { SectionCounts } from "./patch-reader.ts";

/** Lines that a change adds and removes; undefined for a binary file, which has none to count. */
export interface LineCounts {
  readonly additions: number | undefined;
  readonly deletions: number | undefined;
}

/**
 * Which section of a patch belongs to which change is told by their order, which is the same on both sides: a
 * change has one section, or two (a deletion and an addition) when a file became a link or the reverse.
 */
export function countLines(changes: readonly FileChange[], sections: readonly SectionCounts[]): LineCounts[] {
  let at = 0;
  const counts = changes.map(({ from, to }) => {
    const isRetyped = from !== undefined && to !== undefined && from.kind !== to.kind;
    const own = sections.slice(at, at + (isRetyped ? 2 : 1));
    at += isRetyped ? 2 : 1;
    if (own.some(({ binary }) => binary)) return { additions: undefined, deletions: undefined };
    return { additions: sum(own.map((each) => each.additions)), deletions: sum(own.map((each) => each.deletions)) };
  });
  if (at !== sections.length) throw new Error(`${sections.length} sections in a patch of ${changes.length} changes`);
  return counts;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
