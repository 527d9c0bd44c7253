/**
 * The ends of a claimed extraction. Each is one transaction that names the claim's token and changes nothing when
 * the job is no longer held by it: then the answer is `lost_lease`, and the worker writes nothing more.
 *
 * `storeStage1` stores an output; `storeNoOutput` records that the thread holds nothing worth keeping;
 * `failStage1` spends a retry; `releaseStage1` gives the job back unspent; `renewStage1` extends the lease.
 */
import { eq, type SQL, sql } from "drizzle-orm";
import type { SQLiteUpdateSetSource } from "drizzle-orm/sqlite-core";
import { OUTAGE_RETRY_SECONDS, STAGE1_RETRY_SECONDS } from "../../../core/constants.ts";
import { fault } from "../../../core/fault.ts";
import { storedError } from "../../../core/jobs/stored-error.ts";
import { RETRY_AFTER_MAX_SECONDS } from "../../../core/jobs/void-times.ts";
import { replaceSignals, type Signal } from "../memory/signals.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import { leaseTime, run } from "../open/run.ts";
import { jobs, stage1Outputs } from "../open/schema.ts";
import type { Stage1Claim } from "./claim-stage1.ts";
import { enqueuePhase2 } from "./enqueue-phase2.ts";
import { FREE, type HeldJob, isHeldBy, renewal } from "./held.ts";

/** What became of a finish. */
export type FinishResult = "stored" | "lost_lease";
/** `kept`: the job is done, and the memory that was stored of the unchanged session stays. */
export type NoOutputResult = FinishResult | "kept";

/** What made a result: `offline` or the id of a model, and for a model what names the prompt it was given. */
export interface ResultMaker {
  readonly madeBy: string;
  readonly promptHash: string | undefined;
}

/** The claim, as far as a finish needs it. */
export type HeldStage1 = Pick<Stage1Claim, "threadId" | "token">;

/** The redacted fields of a memory, not all of them blank. */
export interface NewOutput {
  readonly rawMemory: string;
  readonly rolloutSummary: string;
  readonly rolloutSlug: string | undefined;
  /** A person's own words that it rests on; default: none. */
  readonly signals?: readonly Signal[];
}

/** Why a job is given back. An outage the job met itself counts towards three in a row; one met by another does not. */
export type ReleaseReason =
  | { readonly kind: "outage_met"; readonly error: string; readonly retryAfterSeconds: number | undefined }
  | { readonly kind: "outage_elsewhere"; readonly retryAfterSeconds: number | undefined }
  | { readonly kind: "signal" }
  | { readonly kind: "setup" };

/** Stores the output unless a newer one is stored, asks for a consolidation, marks the job done. `now`: the run's. */
export async function storeStage1(
  state: State,
  held: HeldStage1,
  output: NewOutput,
  made: ResultMaker,
  now: number,
): Promise<FinishResult> {
  const { rawMemory, rolloutSummary, rolloutSlug, signals = [] } = output;
  await begin(state, held);
  const ended = await state.orm.batch([
    state.orm.run(sql`INSERT INTO stage1_outputs
        (thread_id, source_updated_at, raw_memory, rollout_summary, rollout_slug, generated_at, made_by, prompt_hash)
      SELECT job_key, input_watermark, ${rawMemory}, ${rolloutSummary}, ${rolloutSlug ?? null}, ${now},
        ${made.madeBy}, ${made.promptHash ?? null}
      FROM jobs WHERE ${isHeldBy(jobOf(held))}
      ON CONFLICT (thread_id) DO UPDATE SET
        source_updated_at = excluded.source_updated_at, raw_memory = excluded.raw_memory,
        rollout_summary = excluded.rollout_summary, rollout_slug = excluded.rollout_slug,
        generated_at = excluded.generated_at, made_by = excluded.made_by, prompt_hash = excluded.prompt_hash
      WHERE excluded.source_updated_at >= stage1_outputs.source_updated_at`),
    ...replaceSignals(state, held.threadId, signals, isHeldBy(jobOf(held))),
    enqueuePhase2(state, sql`SELECT input_watermark AS watermark FROM jobs WHERE ${isHeldBy(jobOf(held))}`),
    done(state, held, made, now),
  ]);
  return endOf(ended[4]);
}

/**
 * Marks the job done without an output. One that was stored of an older state of the session is deleted, and only then
 * a consolidation is asked for; one of the same state is kept, since what was redone for nothing takes nothing away.
 */
export async function storeNoOutput(
  state: State,
  held: HeldStage1,
  made: ResultMaker,
  now: number,
): Promise<NoOutputResult> {
  await begin(state, held);
  const ended = await state.orm.batch([
    enqueuePhase2(
      state,
      sql`SELECT input_watermark AS watermark FROM jobs WHERE ${isHeldBy(jobOf(held))}
        AND EXISTS (SELECT 1 FROM stage1_outputs o
          WHERE o.thread_id = job_key AND o.source_updated_at < input_watermark)`,
    ),
    state.orm.delete(stage1Outputs).where(
      sql`${stage1Outputs.threadId} = ${held.threadId} AND EXISTS (SELECT 1 FROM ${jobs}
        WHERE ${isHeldBy(jobOf(held))} AND ${stage1Outputs.sourceUpdatedAt} < ${jobs.inputWatermark})`,
    ),
    done(state, held, made, now),
    state.orm
      .select({ threadId: stage1Outputs.threadId })
      .from(stage1Outputs)
      .where(eq(stage1Outputs.threadId, held.threadId)),
  ]);
  const end = endOf(ended[2]);
  return end === "stored" && ended[3].length > 0 ? "kept" : end;
}

/** The rollout's own failure: a retry is spent, the next may begin an hour from now. `reason` is redacted here. */
export function failStage1(state: State, held: HeldStage1, reason: string, now: number): Promise<FinishResult> {
  return finish(state, held, {
    status: "error",
    finishedAt: now,
    leaseUntil: null,
    retryAt: later(state, STAGE1_RETRY_SECONDS),
    retryRemaining: sql`max(${jobs.retryRemaining} - 1, 0)`,
    lastError: storedError(reason),
    outages: 0,
  });
}

/** Gives the job back: retries and watermark stay. After an outage it may be claimed again after a while. */
export function releaseStage1(state: State, held: HeldStage1, reason: ReleaseReason): Promise<FinishResult> {
  const retryAt =
    reason.kind === "signal" || reason.kind === "setup" ? null : later(state, outageDelay(reason.retryAfterSeconds));
  const met = reason.kind === "outage_met";
  return finish(state, held, {
    status: "pending",
    ...FREE,
    retryAt,
    outages: sql`${jobs.outages} + ${met ? 1 : 0}`,
    lastError: met ? storedError(reason.error) : null,
  });
}

/** Extends the lease. False: the job is no longer held; stop, and write nothing more. */
export async function renewStage1(state: State, held: HeldStage1): Promise<boolean> {
  fault("state.heartbeat", held.threadId);
  return (await run(renewal(state, jobOf(held)))).length > 0;
}

function jobOf({ threadId, token }: HeldStage1): HeldJob {
  return { kind: "memory_stage1", jobKey: threadId, token };
}

/** Seconds until the next try: what the server named, within reason, or else a while. */
function outageDelay(retryAfterSeconds: number | undefined): number {
  return Math.min(Math.ceil(retryAfterSeconds ?? OUTAGE_RETRY_SECONDS), RETRY_AFTER_MAX_SECONDS);
}

function later(state: State, seconds: number): SQL<number> {
  return sql<number>`${leaseTime(state)} + ${seconds}`;
}

/** The end of the job in a batch: what comes before looks at the job while it is still held. */
function done(state: State, held: HeldStage1, made: ResultMaker, now: number) {
  return end(state, held, {
    status: "done",
    finishedAt: now,
    leaseUntil: null,
    retryAt: null,
    lastError: null,
    lastSuccessWatermark: sql`${jobs.inputWatermark}`,
    outages: 0,
    madeBy: made.madeBy,
    promptHash: made.promptHash ?? null,
  });
}

function end(state: State, held: HeldStage1, change: SQLiteUpdateSetSource<typeof jobs>) {
  return state.orm
    .update(jobs)
    .set(change)
    .where(isHeldBy(jobOf(held)))
    .returning({ key: jobs.jobKey });
}

async function finish(
  state: State,
  held: HeldStage1,
  change: SQLiteUpdateSetSource<typeof jobs>,
): Promise<FinishResult> {
  await begin(state, held);
  return endOf(await run(end(state, held, change)));
}

async function begin(state: State, { threadId }: HeldStage1): Promise<void> {
  await admitWriter(state);
  fault("state.finish", threadId);
}

function endOf(rows: readonly unknown[]): FinishResult {
  return rows.length > 0 ? "stored" : "lost_lease";
}
