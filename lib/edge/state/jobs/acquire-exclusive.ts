/**
 * The global lock without the work: for whatever else writes under the root (`prune`, `forget`, `clear`, `undo`).
 * `acquireExclusive` takes it whatever cooldown or backoff says, never from a live lease; `releaseExclusive` gives the job
 * back as it was, so that neither a cooldown nor a pending input is lost. Renew with `renewPhase2`.
 */
import { LEASE_SECONDS, STAGE1_RETRIES } from "../../../core/constants.ts";
import { fault } from "../../../core/fault.ts";
import { isHeld } from "../../../core/jobs/claim-stage1.ts";
import type { Job } from "../../../core/types.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import { JOB_COLUMNS, rawJob } from "../open/rows.ts";
import type { Claimant } from "./claim-stage1.ts";
import type { FinishResult } from "./finish-stage1.ts";

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
  const [facts, taken] = await state.client.batch(
    [
      {
        sql: `SELECT ${JOB_COLUMNS}, ${state.nowSql} AS lease_now FROM jobs j WHERE ${GLOBAL}`,
        args: [],
      },
      {
        sql: `INSERT INTO jobs (kind, job_key, status, worker_id, ownership_token, started_at, lease_until,
            retry_remaining, input_watermark, last_success_watermark)
          SELECT 'memory_consolidate_global', 'global', 'running', :worker, :token, :now,
            ${state.nowSql} + ${LEASE_SECONDS}, ${STAGE1_RETRIES}, 0, 0 WHERE true
          ON CONFLICT (kind, job_key) DO UPDATE SET
            status = excluded.status, worker_id = excluded.worker_id, ownership_token = excluded.ownership_token,
            started_at = excluded.started_at, lease_until = excluded.lease_until
          WHERE NOT coalesce(jobs.status = 'running' AND jobs.lease_until > ${state.nowSql}, 0)
          RETURNING job_key`,
        args: { worker: claimant.workerId, token: claimant.token, now: claimant.now },
      },
    ],
    "write",
  );
  const seen = facts?.rows[0];
  const before = seen === undefined ? undefined : rawJob(seen);
  if ((taken?.rows.length ?? 0) > 0) return { outcome: "acquired", loan: { token: claimant.token, before } };
  if (before === undefined || !isHeld(before, Number(seen?.lease_now))) {
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
  const { before } = loan;
  const held = `${GLOBAL} AND j.status = 'running' AND j.ownership_token = :token`;
  const enqueued = "coalesce(j.input_watermark, 0) > :watermark";
  const result = await state.client.execute({
    sql: `UPDATE jobs AS j SET
        status = CASE WHEN ${enqueued} AND :status <> 'running' THEN 'pending' ELSE :status END,
        worker_id = :worker, ownership_token = :previous, started_at = :started, lease_until = :lease
      WHERE ${held} RETURNING job_key`,
    args: {
      token: loan.token,
      watermark: before?.inputWatermark ?? 0,
      status: before?.status ?? "pending",
      worker: before?.workerId ?? null,
      previous: before?.ownershipToken ?? null,
      started: before?.startedAt ?? null,
      lease: before?.leaseUntil ?? null,
    },
  });
  return result.rows.length > 0 ? "stored" : "lost_lease";
}

const GLOBAL = "j.kind = 'memory_consolidate_global' AND j.job_key = 'global'";
