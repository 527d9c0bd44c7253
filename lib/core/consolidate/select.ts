import { DAY_SECONDS } from "../constants.ts";
import { byteOrder } from "../text/byte-order.ts";
import type { MemoryMode, Stage1Output } from "../types.ts";

/** An output together with its thread's memory mode. Archived and missing threads are as good as any. */
export type SelectionCandidate = Stage1Output & { readonly memoryMode: MemoryMode };

/** Where the selection ends. */
export interface SelectionRules {
  /** At most so many memories (`max_raw_memories_for_consolidation`). */
  readonly limit: number;
  /** An output last touched longer ago than this drops out (`max_unused_days`). */
  readonly maxUnusedDays: number;
}

/**
 * The memories phase 2 works on: the most used and freshest ones up to the limit, returned in ascending
 * thread-id order. A total order, so that reruns write identical files whatever order the rows came in.
 */
export function selectForConsolidation<T extends SelectionCandidate>(
  outputs: readonly T[],
  rules: SelectionRules,
  now: number,
): T[] {
  return rankForConsolidation(outputs, rules, now)
    .slice(0, Math.max(rules.limit, 0))
    .toSorted((a, b) => byteOrder(a.threadId, b.threadId));
}

/** Every memory that could be selected, best first: the selection is the beginning of this list. */
export function rankForConsolidation<T extends SelectionCandidate>(
  outputs: readonly T[],
  rules: SelectionRules,
  now: number,
): T[] {
  const cutoff = now - rules.maxUnusedDays * DAY_SECONDS;
  return outputs.filter((output) => isRemembered(output) && lastTouched(output) >= cutoff).toSorted(byUse);
}

/** A memory never cited is as fresh as the day it was written. */
export function lastTouched(output: Stage1Output): number {
  return output.lastUsage ?? output.generatedAt;
}

function isRemembered(output: SelectionCandidate): boolean {
  return output.memoryMode === "enabled" && (/\S/.test(output.rawMemory) || /\S/.test(output.rolloutSummary));
}

function byUse(a: Stage1Output, b: Stage1Output): number {
  return (
    (b.usageCount ?? 0) - (a.usageCount ?? 0) ||
    lastTouched(b) - lastTouched(a) ||
    b.sourceUpdatedAt - a.sourceUpdatedAt ||
    byteOrder(b.threadId, a.threadId)
  );
}
