import { DAY_SECONDS } from "../constants.ts";
import { byteOrder } from "../text/byte-order.ts";
import type { MemoryMode, Stage1Output } from "../types.ts";
import { type BulkRule, isHeldBack } from "./hold-back.ts";

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
  /** Whether age may take the better part of the last selection away (`--force`); default: it may not. */
  readonly bulk?: BulkRule;
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
  activeNow: number,
): T[] {
  const lastSelected = outputs.filter((output) => output.selectedForPhase2).length;
  return planSelection(outputs.filter(isRemembered), { lastSelected, ...rules }, activeNow).eligible.toSorted(byUse);
}

/** What age leaves of the memories that may be selected. */
export interface AgedMemories<T> {
  readonly eligible: readonly T[];
  /** Memories of the last selection that are past their time and stay eligible all the same. */
  readonly heldBack: number;
}

/**
 * Takes out what was not touched within `maxUnusedDays` before `activeNow`, unless that were the better part of the
 * last selection (`lastSelected` outputs): then what was selected stays, and competes by its rank.
 */
export function planSelection<T extends Ranked & Pick<Stage1Output, "selectedForPhase2">>(
  outputs: readonly T[],
  rules: Pick<SelectionRules, "maxUnusedDays" | "bulk"> & { readonly lastSelected: number },
  activeNow: number,
): AgedMemories<T> {
  const cutoff = selectionCutoff(rules, activeNow);
  const overdue = outputs.filter((output) => output.selectedForPhase2 && lastTouched(output) < cutoff);
  const isHeld = isHeldBack(overdue.length, rules.lastSelected, rules.bulk ?? "hold_back");
  const eligible = outputs.filter((output) => lastTouched(output) >= cutoff || (isHeld && output.selectedForPhase2));
  return { eligible, heldBack: isHeld ? overdue.length : 0 };
}

/** An output last touched before this time, in seconds, is not selected. */
export function selectionCutoff({ maxUnusedDays }: Pick<SelectionRules, "maxUnusedDays">, activeNow: number): number {
  return activeNow - maxUnusedDays * DAY_SECONDS;
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
