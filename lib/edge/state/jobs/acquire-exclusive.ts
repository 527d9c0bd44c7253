/**
 * The global lock without the work: for whatever else writes under the root (`prune`, `forget`, `clear`, `undo`).
 * `acquireExclusive` takes it whatever cooldown or backoff says, never from a live lease; `releaseExclusive` gives the job
 * back as it was, so that neither a cooldown nor a pending input is lost. Renew with `renewPhase2`.
 */
import { sql } from "drizzle-orm";
import { STAGE1_RETRIES } from "../../../core/constants.ts";
import { fault } from "../../../core/fault.ts";
import { isHeld } from "../../../core/jobs/claim-stage1.ts";
import { LONGEST_LEASE_AHEAD_SECONDS } from "../../../core/jobs/void-times.ts";
import type { Job } from "../../../core/types.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import { toJob } from "../open/rows.ts";
import { isAhead, run } from "../open/run.ts";
import { jobs } from "../open/schema.ts";
import type { Claimant } from "./claim-stage1.ts";
import type { FinishResult } from "./finish-stage1.ts";
import { globalFacts } from "./global-facts.ts";
import { isHeldBy, leaseEnd } from "./held.ts";

/** The lock, held. `before`: the job as it was; undefined when there was none. */
export interface Phase2Loan {
  readonly token: string;
  readonly before: Job | undefined;
}

export type ExclusiveResult =
  | { readonly outcome: "acquired"; readonly loan: Phase2Loan }
  /** `until`: the end of the holder's lease, in seconds by the database's clock. */
  | { readonly outcome: "held"; readonly until: number; readonly holder: string | undefined };

/** Takes the lock. Throws `state_clock_mismatch` and what the client throws. */
export async function acquireExclusive(state: State, claimant: Claimant): Promise<ExclusiveResult> {
  await admitWriter(state);
  fault("state.claim_phase2", "borrow");
  const [[facts], taken] = await state.orm.batch([
    globalFacts(state),
    state.orm.all(sql`INSERT INTO jobs (kind, job_key, status, worker_id, ownership_token, started_at, lease_until,
        retry_remaining, input_watermark, last_success_watermark)
      SELECT 'memory_consolidate_global', 'global', 'running', ${claimant.workerId}, ${claimant.token},
        ${claimant.now}, ${leaseEnd(state)}, ${STAGE1_RETRIES}, 0, 0 WHERE true
      ON CONFLICT (kind, job_key) DO UPDATE SET
        status = excluded.status, worker_id = excluded.worker_id, ownership_token = excluded.ownership_token,
        started_at = excluded.started_at, lease_until = excluded.lease_until
      WHERE NOT (jobs.status = 'running' AND ${isAhead(state, "jobs.lease_until", LONGEST_LEASE_AHEAD_SECONDS)})
      RETURNING job_key`),
  ]);
  const before = toJob(facts?.job);
  if (taken.length > 0) return { outcome: "acquired", loan: { token: claimant.token, before } };
  if (facts === undefined || before === undefined || !isHeld(before, facts.leaseNow)) {
    throw new Error("the lock was neither free nor held");
  }
  return { outcome: "held", until: before.leaseUntil ?? 0, holder: before.workerId };
}

/**
 * Gives the lock back. What a forgetting or a new output enqueued meanwhile stays enqueued. `lost_lease`: somebody
 * else has it, nothing was written.
 */
export async function releaseExclusive(state: State, loan: Phase2Loan): Promise<FinishResult> {
  fault("state.finish_phase2", "return");
  const { before, token } = loan;
  const status = before?.status ?? "pending";
  const enqueued = sql`coalesce(${jobs.inputWatermark}, 0) > ${before?.inputWatermark ?? 0}`;
  const changed = await run(
    state.orm
      .update(jobs)
      .set({
        status: status === "running" ? status : sql`CASE WHEN ${enqueued} THEN 'pending' ELSE ${status} END`,
        workerId: before?.workerId ?? null,
        ownershipToken: before?.ownershipToken ?? null,
        startedAt: before?.startedAt ?? null,
        leaseUntil: before?.leaseUntil ?? null,
      })
      .where(isHeldBy({ kind: "memory_consolidate_global", jobKey: "global", token }))
      .returning({ key: jobs.jobKey }),
  );
  return changed.length > 0 ? "stored" : "lost_lease";
}
