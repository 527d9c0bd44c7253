/** What a run would do with every thread: the dry run of `extract`, and the counts of `status`. */

import { byteOrder } from "../text/byte-order.ts";
import { isHeld } from "./claim-stage1.ts";
import {
  type DecisionRules,
  type Position,
  STAGE1_DECISIONS,
  type Stage1Decision,
  type Stage1Facts,
  stage1Decision,
} from "./decide-stage1.ts";

/** A thread, what a run would do with it, and where it stood when that was decided. */
export interface DecidedThread {
  readonly facts: Stage1Facts;
  readonly decision: Stage1Decision;
  readonly position: Position;
  /** Whether this run would claim it: `claim`, or a wait for the next try that the run passes over. */
  readonly isTaken: boolean;
  /** Whether this run may claim it should another be lost to it: it is beyond the limit, or the capacity. */
  readonly isSpare: boolean;
}

const SCAN_RULE = STAGE1_DECISIONS.indexOf("beyond_scan_limit");

/**
 * Decides all threads as a run at `leaseNow` would, newest `updated_at` first, then id descending. Positions count
 * what stands before a thread, so the threads of other machines and homes may be among them.
 */
export function decideRun(threads: readonly Stage1Facts[], rules: DecisionRules, leaseNow: number): DecidedThread[] {
  const running = threads.filter((facts) => isHeld(facts.job, leaseNow)).length;
  const withoutBackoff = { ...rules, waived: new Set([...rules.waived, "retry_backoff" as const]) };
  const passing = (facts: Stage1Facts, position: Position) => stage1Decision(facts, withoutBackoff, position, leaseNow);
  let eligibleBefore = 0;
  let claimedBefore = 0;
  return threads.toSorted(newestFirst).map((facts) => {
    const position = { eligibleBefore, claimedBefore, running };
    const decision = stage1Decision(facts, rules, position, leaseNow);
    if (isAfter(decision, SCAN_RULE)) eligibleBefore += 1;
    const reached = decision === "retry_backoff" && rules.backoff === "pass" ? passing(facts, position) : decision;
    const isTaken = reached === "claim";
    if (isTaken) claimedBefore += 1;
    return { facts, decision, position, isTaken, isSpare: reached === "over_limit" || reached === "at_capacity" };
  });
}

/** The order in which a run looks at threads. */
function newestFirst(a: Stage1Facts, b: Stage1Facts): number {
  return b.thread.updatedAt - a.thread.updatedAt || byteOrder(b.thread.id, a.thread.id);
}

/** The rule passed: the decision is one that comes later. */
function isAfter(decision: Stage1Decision, rule: number): boolean {
  return STAGE1_DECISIONS.indexOf(decision) > rule;
}
