/** May a thread's extraction be claimed? The rule in words; the claim statement says the same in SQL. */
import type { Job } from "../types.ts";

/** The answer to a claim. Everything but `claimed` leaves the row as it was. */
export type ClaimOutcome =
  | "claimed"
  | "not_eligible"
  | "up_to_date"
  | "running"
  | "retry_exhausted"
  | "retry_backoff"
  | "at_capacity";

/** What a claim looks at. Times are seconds. */
export interface ClaimFacts {
  /** The thread is there, enabled, neither archived nor missing nor forgotten. */
  readonly eligible: boolean;
  readonly updatedAt: number;
  /** `source_updated_at` of the stored output. */
  readonly outputUpdatedAt: number | undefined;
  readonly job: Job | undefined;
  /** Running, unexpired stage-1 jobs of other threads. */
  readonly otherRunning: number;
}

/** How a claim is asked for. */
export interface ClaimRules {
  /** Running jobs at a time over all processes; undefined: no limit. */
  readonly cap: number | undefined;
  /**
   * `pass_backoff` does not wait for the next try: a person typed the command. `pass_over` ignores exhausted retries
   * too: a person asked for this thread by name.
   */
  readonly retries: RetryRule;
  /** What is extracted again although it is up to date; default: nothing. */
  readonly redo?: RedoRule;
}

/** Which marks of earlier failures bind a claim. */
export type RetryRule = "respect" | "pass_backoff" | "pass_over";

/**
 * What may be extracted again although nothing changed: nothing; threads without a stored output (it was pruned, or
 * nothing was found); or whatever is asked for.
 */
export type RedoRule = "nothing" | "without_output" | "all";

/** The outcome of a claim at `leaseNow` (the database's clock); the first rule that objects names it. */
export function decideClaim(facts: ClaimFacts, rules: ClaimRules, leaseNow: number): ClaimOutcome {
  if (!facts.eligible) return "not_eligible";
  if (isUpToDate(facts, rules.redo)) return "up_to_date";
  if (isHeld(facts.job, leaseNow)) return "running";
  if (rules.retries !== "pass_over" && isExhausted(facts)) return "retry_exhausted";
  if (rules.retries === "respect" && isBackingOff(facts, leaseNow)) return "retry_backoff";
  if (rules.cap !== undefined && facts.otherRunning >= rules.cap) return "at_capacity";
  return "claimed";
}

/** What was last seen of the thread is stored, or was judged to hold nothing, and is not to be done again. */
export function isUpToDate(
  facts: Pick<ClaimFacts, "job" | "outputUpdatedAt" | "updatedAt">,
  redo: RedoRule = "nothing",
): boolean {
  if (redo === "all") return false;
  const isStored = facts.outputUpdatedAt !== undefined && facts.outputUpdatedAt >= facts.updatedAt;
  if (isStored || redo === "without_output") return isStored;
  return facts.job?.lastSuccessWatermark !== undefined && facts.job.lastSuccessWatermark >= facts.updatedAt;
}

/** A worker holds an unexpired lease. */
export function isHeld(job: Job | undefined, leaseNow: number): boolean {
  return job?.status === "running" && job.leaseUntil !== undefined && job.leaseUntil > leaseNow;
}

/** No retry is left and the thread has not been updated since; a success gives all of them back. */
export function isExhausted(facts: Pick<ClaimFacts, "job" | "updatedAt">): boolean {
  return (
    facts.job !== undefined && facts.job.status !== "done" && facts.job.retryRemaining <= 0 && !isUpdatedSince(facts)
  );
}

/** A retry is due later and the thread has not been updated since. */
export function isBackingOff(facts: Pick<ClaimFacts, "job" | "updatedAt">, leaseNow: number): boolean {
  return facts.job?.retryAt !== undefined && facts.job.retryAt > leaseNow && !isUpdatedSince(facts);
}

function isUpdatedSince(facts: Pick<ClaimFacts, "job" | "updatedAt">): boolean {
  return facts.job?.inputWatermark === undefined || facts.updatedAt > facts.job.inputWatermark;
}
