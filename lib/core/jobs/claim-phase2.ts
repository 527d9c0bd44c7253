/** May the global consolidation job be claimed? The rule in words; the claim statement says the same in SQL. */
import { PHASE2_COOLDOWN_SECONDS, PHASE2_RETRY_MAX_SECONDS, PHASE2_RETRY_SECONDS } from "../constants.ts";
import type { Job } from "../types.ts";
import { isHeld } from "./claim-stage1.ts";

/** The answer to a claim of phase 2, and for a refusal the time (seconds, database clock) when it ends. */
export type Phase2Decision =
  | { readonly outcome: "claimed" }
  | { readonly outcome: "skipped_retry_unavailable" | "skipped_running" | "skipped_cooldown"; readonly until: number };

/**
 * `normal`: cooldown and backoff bind. `passing_cooldown`: there is something new that must not wait. `force`: a person
 * asked. Nothing passes over a live lease.
 */
export type Phase2Mode = "normal" | "passing_cooldown" | "force";

/** The outcome of a claim at `leaseNow`; `job` is undefined when phase 2 never was enqueued. First match wins. */
export function phase2Decision(job: Job | undefined, leaseNow: number, mode: Phase2Mode): Phase2Decision {
  if (job === undefined) return { outcome: "claimed" };
  if (mode !== "force" && job.retryAt !== undefined && job.retryAt > leaseNow) {
    return { outcome: "skipped_retry_unavailable", until: job.retryAt };
  }
  if (isHeld(job, leaseNow)) return { outcome: "skipped_running", until: job.leaseUntil ?? leaseNow };
  const cooledDown = (job.consolidatedAt ?? leaseNow - PHASE2_COOLDOWN_SECONDS) + PHASE2_COOLDOWN_SECONDS;
  if (mode === "normal" && job.lastError === undefined && cooledDown > leaseNow) {
    return { outcome: "skipped_cooldown", until: cooledDown };
  }
  return { outcome: "claimed" };
}

/** Seconds until the next try after a failure, given how many failures came right before it. */
export function phase2RetryDelay(failuresBefore: number): number {
  return Math.min(PHASE2_RETRY_SECONDS * 2 ** failuresBefore, PHASE2_RETRY_MAX_SECONDS);
}
