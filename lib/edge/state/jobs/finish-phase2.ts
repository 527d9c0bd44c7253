/**
 * The ends of a claimed consolidation, each one transaction that names the claim's token; `lost_lease` means the lock
 * is no longer held and nothing was written.
 *
 * `succeedPhase2` records exactly what was consumed; `failPhase2` sets the backoff, doubled with each failure in a
 * row; `releasePhase2` gives the job back when a signal stops the run; `renewPhase2` extends the lease.
 */
import type { InStatement } from "@libsql/client";
import { LEASE_SECONDS, STAGE1_RETRIES } from "../../../core/constants.ts";
import { fault } from "../../../core/fault.ts";
import { phase2RetryDelay } from "../../../core/jobs/claim-phase2.ts";
import type { Stage1Output } from "../../../core/types.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import type { Phase2Claim } from "./claim-phase2.ts";
import type { FinishResult } from "./finish-stage1.ts";

/** The claim, as far as a finish needs it. */
export type HeldPhase2 = Pick<Phase2Claim, "token">;

/** An input as it was consumed: an output stored meanwhile has another `sourceUpdatedAt` and is not marked. */
export type Snapshot = Pick<Stage1Output, "threadId" | "sourceUpdatedAt">;

/** What a success consumed; `watermark` is the completion watermark of the selection. */
export interface Phase2Success {
  readonly watermark: number;
  readonly snapshots: readonly Snapshot[];
}

/**
 * Marks the job done and the selection as exactly `snapshots`. `now`: the run's. Which rows that changes an index
 * tells; the others, whose texts are long, are not touched.
 */
export async function succeedPhase2(
  state: State,
  held: HeldPhase2,
  success: Phase2Success,
  now: number,
): Promise<FinishResult> {
  const { token } = held;
  const done = `UPDATE jobs SET status = 'done', finished_at = ${finishedAt(state, now)}, lease_until = NULL,
      retry_at = NULL, last_error = NULL, failures = 0, retry_remaining = max(retry_remaining, ${STAGE1_RETRIES}),
      last_success_watermark = max(coalesce(last_success_watermark, 0), :watermark)
    WHERE ${HELD}`;
  const snapshots = JSON.stringify(success.snapshots.map((one) => `${one.threadId} ${one.sourceUpdatedAt}`));
  const args = { token, watermark: success.watermark };
  return finish(state, [
    {
      sql: `UPDATE stage1_outputs SET selected_for_phase2 = 0, selected_for_phase2_source_updated_at = NULL
        WHERE thread_id IN (SELECT thread_id FROM stage1_outputs
          WHERE (selected_for_phase2 <> 0 OR selected_for_phase2_source_updated_at IS NOT NULL)
            AND ${SNAPSHOT} NOT IN (${SNAPSHOTS})) AND ${IS_HELD}`,
      args: { token, snapshots },
    },
    {
      sql: `UPDATE stage1_outputs SET selected_for_phase2 = 1, selected_for_phase2_source_updated_at = source_updated_at
        WHERE thread_id IN (SELECT thread_id FROM stage1_outputs
          WHERE (selected_for_phase2 <> 1 OR selected_for_phase2_source_updated_at IS NOT source_updated_at)
            AND ${SNAPSHOT} IN (${SNAPSHOTS})) AND ${IS_HELD}`,
      args: { token, snapshots },
    },
    { sql: `${done} RETURNING job_key`, args },
  ]);
}

/**
 * Marks the job failed; also a running row that has no owner, so that a job whose token is gone does not hang.
 * `reason` is redacted here; the redactor is large, and loaded by who needs it.
 */
export async function failPhase2(state: State, held: HeldPhase2, reason: string, now: number): Promise<FinishResult> {
  const { storedError } = await import("../../../core/jobs/stored-error.ts");
  const delays = FAILURE_STEPS.map((step) => `WHEN failures = ${step} THEN ${phase2RetryDelay(step)}`).join(" ");
  return finish(state, [
    {
      sql: `UPDATE jobs SET status = 'error', finished_at = ${finishedAt(state, now)}, lease_until = NULL,
          retry_at = ${state.nowSql} + CASE ${delays} ELSE ${phase2RetryDelay(FAILURE_STEPS.length)} END,
          retry_remaining = max(retry_remaining - 1, 0), last_error = :reason, failures = failures + 1
        WHERE ${GLOBAL} AND status = 'running' AND (ownership_token = :token OR ownership_token IS NULL)
        RETURNING job_key`,
      args: { token: held.token, reason: storedError(reason) },
    },
  ]);
}

/** Gives the job back after a signal: retries, watermark and `retry_at` stay as they were. */
export function releasePhase2(state: State, held: HeldPhase2): Promise<FinishResult> {
  return finish(state, [
    {
      sql: `UPDATE jobs SET status = 'pending', worker_id = NULL, ownership_token = NULL, started_at = NULL,
          lease_until = NULL WHERE ${HELD} RETURNING job_key`,
      args: { token: held.token },
    },
  ]);
}

/** Extends the lease. False: the lock is lost; stop the agent and touch nothing more. */
export async function renewPhase2(state: State, held: HeldPhase2): Promise<boolean> {
  fault("state.heartbeat", "global");
  const result = await state.client.execute({
    sql: `UPDATE jobs SET lease_until = ${state.nowSql} + ${LEASE_SECONDS} WHERE ${HELD} RETURNING job_key`,
    args: { token: held.token },
  });
  return result.rows.length > 0;
}

/** A row as a snapshot names it; one text is compared several times as quickly as two values of an array. */
const SNAPSHOT = "thread_id || ' ' || source_updated_at";
const SNAPSHOTS = "SELECT value FROM json_each(:snapshots)";
const GLOBAL = "kind = 'memory_consolidate_global' AND job_key = 'global'";
const HELD = `${GLOBAL} AND status = 'running' AND ownership_token = :token`;
const IS_HELD = `EXISTS (SELECT 1 FROM jobs WHERE ${HELD})`;
/** Failures in a row whose delays differ; from the one after the last on, the delay is the longest. */
const FAILURE_STEPS = [0, 1, 2, 3, 4] as const;

/**
 * The cooldown counts from here, and machines with skewed clocks must agree on it: the database's time. A replay has
 * one time for all, and its rows must come out equal on every machine: the run's time.
 */
function finishedAt(state: State, now: number): string {
  return state.replayNow === undefined ? state.nowSql : String(Math.trunc(now));
}

async function finish(state: State, statements: InStatement[]): Promise<FinishResult> {
  await admitWriter(state);
  fault("state.finish_phase2", "global");
  const results = await state.client.batch(statements, "write");
  return (results.at(-1)?.rows.length ?? 0) > 0 ? "stored" : "lost_lease";
}
