/**
 * The ends of a claimed extraction. Each is one transaction that names the claim's token and changes nothing when
 * the job is no longer held by it: then the answer is `lost_lease`, and the worker writes nothing more.
 *
 * `storeStage1` stores an output; `storeNoOutput` records that the thread holds nothing worth keeping;
 * `failStage1` spends a retry; `releaseStage1` gives the job back unspent; `renewStage1` extends the lease.
 */
import type { InArgs, InStatement } from "@libsql/client";
import { LEASE_SECONDS, OUTAGE_RETRY_SECONDS, STAGE1_RETRY_SECONDS } from "../../../core/constants.ts";
import { fault } from "../../../core/fault.ts";
import { storedError } from "../../../core/jobs/stored-error.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import type { Stage1Claim } from "./claim-stage1.ts";
import { enqueuePhase2 } from "./enqueue-phase2.ts";

/** What became of a finish. */
export type FinishResult = "stored" | "lost_lease";

/** The claim, as far as a finish needs it. */
export type HeldStage1 = Pick<Stage1Claim, "threadId" | "token">;

/** The redacted fields of a memory, not all of them blank. */
export interface NewOutput {
  readonly rawMemory: string;
  readonly rolloutSummary: string;
  readonly rolloutSlug: string | undefined;
}

/** Why a job is given back. An outage the job met itself counts towards three in a row; one met by another does not. */
export type ReleaseReason =
  | { readonly kind: "outage_met"; readonly error: string; readonly retryAfterSeconds: number | undefined }
  | { readonly kind: "outage_elsewhere"; readonly retryAfterSeconds: number | undefined }
  | { readonly kind: "signal" };

/** Stores the output unless a newer one is stored, asks for a consolidation, marks the job done. `now`: the run's. */
export function storeStage1(state: State, held: HeldStage1, output: NewOutput, now: number): Promise<FinishResult> {
  const upsert = {
    sql: `INSERT INTO stage1_outputs (thread_id, source_updated_at, raw_memory, rollout_summary, rollout_slug, generated_at)
      SELECT j.job_key, j.input_watermark, :memory, :summary, :slug, :now FROM jobs j WHERE ${HELD_J}
      ON CONFLICT (thread_id) DO UPDATE SET
        source_updated_at = excluded.source_updated_at, raw_memory = excluded.raw_memory,
        rollout_summary = excluded.rollout_summary, rollout_slug = excluded.rollout_slug,
        generated_at = excluded.generated_at
      WHERE excluded.source_updated_at >= stage1_outputs.source_updated_at`,
    args: {
      ...names(held),
      memory: output.rawMemory,
      summary: output.rolloutSummary,
      slug: output.rolloutSlug ?? null,
      now,
    },
  };
  const enqueue = enqueuePhase2(`SELECT j.input_watermark AS watermark FROM jobs j WHERE ${HELD_J}`, names(held));
  return finish(state, held, [upsert, enqueue, done(held, now)]);
}

/** Marks the job done without an output; a stored one is deleted, and only then a consolidation is asked for. */
export function storeNoOutput(state: State, held: HeldStage1, now: number): Promise<FinishResult> {
  const enqueue = enqueuePhase2(
    `SELECT j.input_watermark AS watermark FROM jobs j WHERE ${HELD_J}
      AND EXISTS (SELECT 1 FROM stage1_outputs o WHERE o.thread_id = j.job_key)`,
    names(held),
  );
  const remove = {
    sql: `DELETE FROM stage1_outputs WHERE thread_id = :thread AND EXISTS (SELECT 1 FROM jobs j WHERE ${HELD_J})`,
    args: names(held),
  };
  return finish(state, held, [enqueue, remove, done(held, now)]);
}

/** The rollout's own failure: a retry is spent, the next may begin an hour from now. `reason` is redacted here. */
export function failStage1(state: State, held: HeldStage1, reason: string, now: number): Promise<FinishResult> {
  return finish(state, held, [
    {
      sql: `UPDATE jobs SET status = 'error', finished_at = :now, lease_until = NULL,
          retry_at = ${state.nowSql} + ${STAGE1_RETRY_SECONDS}, retry_remaining = max(retry_remaining - 1, 0),
          last_error = :reason, outages = 0
        WHERE ${HELD} RETURNING job_key`,
      args: { ...names(held), now, reason: storedError(reason) },
    },
  ]);
}

/** Gives the job back: retries and watermark stay. After an outage it may be claimed again after a while. */
export function releaseStage1(state: State, held: HeldStage1, reason: ReleaseReason): Promise<FinishResult> {
  const delay = reason.kind === "signal" ? null : Math.ceil(reason.retryAfterSeconds ?? OUTAGE_RETRY_SECONDS);
  return finish(state, held, [
    {
      sql: `UPDATE jobs SET status = 'pending', worker_id = NULL, ownership_token = NULL, started_at = NULL,
          lease_until = NULL, retry_at = ${state.nowSql} + :delay, outages = outages + :met, last_error = :error
        WHERE ${HELD} RETURNING job_key`,
      args: {
        ...names(held),
        delay,
        met: reason.kind === "outage_met" ? 1 : 0,
        error: reason.kind === "outage_met" ? storedError(reason.error) : null,
      },
    },
  ]);
}

/** Extends the lease. False: the job is no longer held; stop, and write nothing more. */
export async function renewStage1(state: State, held: HeldStage1): Promise<boolean> {
  fault("state.heartbeat", held.threadId);
  const result = await state.client.execute({
    sql: `UPDATE jobs SET lease_until = ${state.nowSql} + ${LEASE_SECONDS} WHERE ${HELD} RETURNING job_key`,
    args: names(held),
  });
  return result.rows.length > 0;
}

/** The row is held under the token: for `jobs` by itself, and under the alias `j`. */
const HELD = "kind = 'memory_stage1' AND job_key = :thread AND status = 'running' AND ownership_token = :token";
const HELD_J =
  "j.kind = 'memory_stage1' AND j.job_key = :thread AND j.status = 'running' AND j.ownership_token = :token";

function names(held: HeldStage1): InArgs & { thread: string; token: string } {
  return { thread: held.threadId, token: held.token };
}

function done(held: HeldStage1, now: number): InStatement {
  return {
    sql: `UPDATE jobs SET status = 'done', finished_at = :now, lease_until = NULL, retry_at = NULL, last_error = NULL,
        last_success_watermark = input_watermark, outages = 0
      WHERE ${HELD} RETURNING job_key`,
    args: { ...names(held), now },
  };
}

/** Runs a batch whose last statement ends the job: the ones before it look at the job while it is still held. */
async function finish(state: State, held: HeldStage1, statements: InStatement[]): Promise<FinishResult> {
  await admitWriter(state);
  fault("state.finish", held.threadId);
  const results = await state.client.batch(statements, "write");
  return (results.at(-1)?.rows.length ?? 0) > 0 ? "stored" : "lost_lease";
}
