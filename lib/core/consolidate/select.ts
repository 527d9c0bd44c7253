import { DAY_SECONDS } from "../constants.ts";
import { byteOrder } from "../text/byte-order.ts";
import type { MemoryMode, Stage1Output } from "../types.ts";

/** An output together with its thread's memory mode. Archived and missing threads are as good as any. */
export type SelectionCandidate = Stage1Output & { readonly memoryMode: MemoryMode };

/** What decides between two outputs that both may be selected. */
export type Ranked = Pick<Stage1Output, "threadId" | "sourceUpdatedAt" | "generatedAt" | "usageCount" | "lastUsage">;

/** Where the selection ends. */
export interface SelectionRules {
  /** At most so many memories (`max_raw_memories_for_consolidation`). */
  readonly limit: number;
  /** An output last touched longer ago than this drops out (`max_unused_days`). */
  readonly maxUnusedDays: number;
}

/**
 * The best of outputs that all may be selected (`rankForConsolidation`, or the selection query), up to the limit, in
 * ascending thread-id order. A total order, so that reruns write identical files whatever order the rows came in.
 */
export function selectBest<T extends Ranked>(outputs: readonly T[], limit: number): readonly T[] {
  const best = outputs.length <= limit ? outputs : outputs.toSorted(byUse).slice(0, Math.max(limit, 0));
  // As a database gives them they stand in order already, and to sort thousands takes longer than to look.
  const isInOrder = best.every((output, at) => at === 0 || byThreadId(best[at - 1] ?? output, output) <= 0);
  return isInOrder ? best : best.toSorted(byThreadId);
}

/** Every memory that could be selected, best first: the selection is the beginning of this list. */
export function rankForConsolidation<T extends SelectionCandidate>(
  outputs: readonly T[],
  rules: SelectionRules,
  now: number,
): T[] {
  const cutoff = selectionCutoff(rules, now);
  return outputs.filter((output) => isRemembered(output) && lastTouched(output) >= cutoff).toSorted(byUse);
}

/** An output last touched before this time, in seconds, is not selected. */
export function selectionCutoff({ maxUnusedDays }: Pick<SelectionRules, "maxUnusedDays">, now: number): number {
  return now - maxUnusedDays * DAY_SECONDS;
}

/** A memory never cited is as fresh as the day it was written. */
export function lastTouched(output: Pick<Stage1Output, "generatedAt" | "lastUsage">): number {
  return output.lastUsage ?? output.generatedAt;
}

function isRemembered(output: SelectionCandidate): boolean {
  return output.memoryMode === "enabled" && (/\S/.test(output.rawMemory) || /\S/.test(output.rolloutSummary));
}

function byThreadId(a: Ranked, b: Ranked): number {
  return byteOrder(a.threadId, b.threadId);
}

function byUse(a: Ranked, b: Ranked): number {
  return (
    (b.usageCount ?? 0) - (a.usageCount ?? 0) ||
    lastTouched(b) - lastTouched(a) ||
    b.sourceUpdatedAt - a.sourceUpdatedAt ||
    byteOrder(b.threadId, a.threadId)
  );
}
