/**
 * `claimPhase2` takes the global consolidation job in one statement, or says why not and until when. The rule in
 * words: `lib/core/jobs/claim-phase2.ts`. `peekPhase2` answers the same without claiming, for dry runs.
 */
import { type SQL, sql } from "drizzle-orm";
import { PHASE2_COOLDOWN_SECONDS, STAGE1_RETRIES } from "../../../core/constants.ts";
import { fault } from "../../../core/fault.ts";
import { type Phase2Decision, type Phase2Mode, phase2Decision } from "../../../core/jobs/claim-phase2.ts";
import { LONGEST_BACKOFF_SECONDS, LONGEST_LEASE_AHEAD_SECONDS } from "../../../core/jobs/void-times.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import { toJobAt } from "../open/rows.ts";
import { clockOf, isAhead, run } from "../open/run.ts";
import type { Claimant } from "./claim-stage1.ts";
import { type GlobalFacts, globalFacts } from "./global-facts.ts";
import { leaseEnd } from "./held.ts";

/** The global job, held. `token` goes with every later write. */
export interface Phase2Claim {
  readonly token: string;
  /** The stored watermark: the newest input anybody asked to have consolidated. */
  readonly inputWatermark: number;
}

export type Phase2ClaimResult =
  | { readonly outcome: "claimed"; readonly claim: Phase2Claim }
  | Exclude<Phase2Decision, { readonly outcome: "claimed" }>;

/** Claims the global job, making it when there is none. Throws `state_clock_mismatch` and what the client throws. */
export async function claimPhase2(state: State, claimant: Claimant, mode: Phase2Mode): Promise<Phase2ClaimResult> {
  await admitWriter(state);
  fault("state.claim_phase2");
  const [[facts], [claimed]] = await state.orm.batch([
    globalFacts(state),
    state.orm.all<{ watermark: number }>(claimStatement(state, claimant, mode)),
  ]);
  if (claimed !== undefined) {
    return { outcome: "claimed", claim: { token: claimant.token, inputWatermark: claimed.watermark } };
  }
  const decision = decide(state, facts, mode);
  if (decision.outcome === "claimed") throw new Error("the claim statement and the claim rule disagree");
  return decision;
}

/** What a claim would answer now. Reads only. */
export async function peekPhase2(state: State, mode: Phase2Mode): Promise<Phase2Decision> {
  const [facts] = await run(globalFacts(state));
  return decide(state, facts, mode);
}

function decide(state: State, facts: GlobalFacts | undefined, mode: Phase2Mode): Phase2Decision {
  const leaseNow = facts?.leaseNow ?? 0;
  return phase2Decision(toJobAt(facts?.job, leaseNow, clockOf(state)), leaseNow, mode);
}

/**
 * `finished_at` and `last_error` are cleared like those of stage 1. A `retry_at` still to come (passed over by force)
 * stays until the run succeeds or fails: a run that a signal stops gives the job back as it was.
 */
function claimStatement(state: State, { token, workerId, now }: Claimant, mode: Phase2Mode): SQL {
  const isBackingOff = isAhead(state, "jobs.retry_at", LONGEST_BACKOFF_SECONDS);
  const cooledDown = `jobs.consolidated_at + ${PHASE2_COOLDOWN_SECONDS}`;
  const isCooling = sql`(jobs.last_error IS NULL AND ${isAhead(state, cooledDown, 2 * PHASE2_COOLDOWN_SECONDS)})`;
  const isDue = {
    force: sql`true`,
    passing_cooldown: sql`NOT ${isBackingOff}`,
    normal: sql`(NOT ${isBackingOff} AND NOT ${isCooling})`,
  }[mode];
  return sql`INSERT INTO jobs (kind, job_key, status, worker_id, ownership_token, started_at, lease_until,
      retry_remaining, input_watermark, last_success_watermark)
    SELECT 'memory_consolidate_global', 'global', 'running', ${workerId}, ${token}, ${now}, ${leaseEnd(state)},
      ${STAGE1_RETRIES}, 0, 0 WHERE true
    ON CONFLICT (kind, job_key) DO UPDATE SET
      status = excluded.status, worker_id = excluded.worker_id, ownership_token = excluded.ownership_token,
      started_at = excluded.started_at, lease_until = excluded.lease_until, finished_at = NULL, last_error = NULL,
      retry_at = CASE WHEN ${isBackingOff} THEN jobs.retry_at END
    WHERE NOT (jobs.status = 'running' AND ${isAhead(state, "jobs.lease_until", LONGEST_LEASE_AHEAD_SECONDS)}) AND ${isDue}
    RETURNING coalesce(input_watermark, 0) AS watermark`;
}
