/**
 * The ends of a claimed consolidation, each one transaction that names the claim's token; `lost_lease` means the lock
 * is no longer held and nothing was written.
 *
 * `succeedPhase2` records exactly what was consumed; `failPhase2` sets the backoff, doubled with each failure in a
 * row; `releasePhase2` gives the job back when a signal stops the run; `renewPhase2` extends the lease.
 */
import { and, eq, isNull, or, type SQL, sql } from "drizzle-orm";
import { STAGE1_RETRIES } from "../../../core/constants.ts";
import { fault } from "../../../core/fault.ts";
import { phase2RetryDelay } from "../../../core/jobs/claim-phase2.ts";
import type { Stage1Output } from "../../../core/types.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import { leaseTime, run } from "../open/run.ts";
import { jobs, stage1Outputs } from "../open/schema.ts";
import type { Phase2Claim } from "./claim-phase2.ts";
import type { FinishResult } from "./finish-stage1.ts";
import { FREE, type HeldJob, isHeldBy, renewal, whileHeldBy } from "./held.ts";

/** The claim, as far as a finish needs it. */
export type HeldPhase2 = Pick<Phase2Claim, "token">;

/** An input as it was consumed: an output stored meanwhile has another `sourceUpdatedAt` and is not marked. */
export type Snapshot = Pick<Stage1Output, "threadId" | "sourceUpdatedAt">;

/** What a success consumed; `watermark` is the completion watermark of the selection. */
export interface Phase2Success {
  readonly watermark: number;
  /** Only a baseline that moved begins a cooldown. */
  readonly baseline: "moved" | "unchanged";
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
  const mine = jobOf(held);
  const snapshots = sql`(SELECT value FROM json_each(${JSON.stringify(success.snapshots.map(nameOf))}))`;
  await begin(state);
  const ended = await state.orm.batch([
    state.orm
      .update(stage1Outputs)
      .set({ selectedForPhase2: false, selectedForPhase2SourceUpdatedAt: null })
      .where(
        sql`thread_id IN (SELECT thread_id FROM stage1_outputs
          WHERE (selected_for_phase2 <> 0 OR selected_for_phase2_source_updated_at IS NOT NULL)
            AND ${SNAPSHOT} NOT IN ${snapshots}) AND ${whileHeldBy(mine)}`,
      ),
    state.orm
      .update(stage1Outputs)
      .set({ selectedForPhase2: true, selectedForPhase2SourceUpdatedAt: sql`source_updated_at` })
      .where(
        sql`thread_id IN (SELECT thread_id FROM stage1_outputs
          WHERE (selected_for_phase2 <> 1 OR selected_for_phase2_source_updated_at IS NOT source_updated_at)
            AND ${SNAPSHOT} IN ${snapshots}) AND ${whileHeldBy(mine)}`,
      ),
    state.orm
      .update(jobs)
      .set({
        status: "done",
        finishedAt: timeOf(state, now),
        ...(success.baseline === "moved" ? { consolidatedAt: timeOf(state, now) } : {}),
        leaseUntil: null,
        retryAt: null,
        lastError: null,
        failures: 0,
        retryRemaining: sql`max(${jobs.retryRemaining}, ${STAGE1_RETRIES})`,
        lastSuccessWatermark: sql`max(coalesce(${jobs.lastSuccessWatermark}, 0), ${success.watermark})`,
      })
      .where(isHeldBy(mine))
      .returning({ key: jobs.jobKey }),
  ]);
  return endOf(ended[2]);
}

/**
 * Marks the job failed; also a running row that has no owner, so that a job whose token is gone does not hang.
 * `reason` is redacted here; the redactor is large, and loaded by who needs it.
 */
export async function failPhase2(state: State, held: HeldPhase2, reason: string, now: number): Promise<FinishResult> {
  const { storedError } = await import("../../../core/jobs/stored-error.ts");
  const delays = FAILURE_STEPS.map((step) => sql`WHEN ${jobs.failures} = ${step} THEN ${phase2RetryDelay(step)}`);
  const longest = phase2RetryDelay(FAILURE_STEPS.length);
  await begin(state);
  const ownerless = and(GLOBAL, eq(jobs.status, "running"), isNull(jobs.ownershipToken));
  const ended = await run(
    state.orm
      .update(jobs)
      .set({
        status: "error",
        finishedAt: timeOf(state, now),
        leaseUntil: null,
        retryAt: sql`${leaseTime(state)} + CASE ${sql.join(delays, sql` `)} ELSE ${longest} END`,
        retryRemaining: sql`max(${jobs.retryRemaining} - 1, 0)`,
        lastError: storedError(reason),
        failures: sql`${jobs.failures} + 1`,
      })
      .where(or(isHeldBy(jobOf(held)), ownerless))
      .returning({ key: jobs.jobKey }),
  );
  return endOf(ended);
}

/** Gives the job back after a signal: retries, watermark and `retry_at` stay as they were. */
export async function releasePhase2(state: State, held: HeldPhase2): Promise<FinishResult> {
  await begin(state);
  const ended = await run(
    state.orm
      .update(jobs)
      .set({ status: "pending", ...FREE })
      .where(isHeldBy(jobOf(held)))
      .returning({ key: jobs.jobKey }),
  );
  return endOf(ended);
}

/** Extends the lease. False: the lock is lost; stop the agent and touch nothing more. */
export async function renewPhase2(state: State, held: HeldPhase2): Promise<boolean> {
  fault("state.heartbeat", "global");
  return (await run(renewal(state, jobOf(held)))).length > 0;
}

/** A row as a snapshot names it; one text is compared several times as quickly as two values of an array. */
const SNAPSHOT = sql.raw("thread_id || ' ' || source_updated_at");
const nameOf = ({ threadId, sourceUpdatedAt }: Snapshot) => `${threadId} ${sourceUpdatedAt}`;
const GLOBAL = and(eq(jobs.kind, "memory_consolidate_global"), eq(jobs.jobKey, "global"));
/** Failures in a row whose delays differ; from the one after the last on, the delay is the longest. */
const FAILURE_STEPS = [0, 1, 2, 3, 4] as const;

function jobOf({ token }: HeldPhase2): HeldJob {
  return { kind: "memory_consolidate_global", jobKey: "global", token };
}

/**
 * The cooldown counts from here, and machines with skewed clocks must agree on it: the database's time. A replay has
 * one time for all, and its rows must come out equal on every machine: the run's time.
 */
function timeOf(state: State, now: number): SQL<number> | number {
  return state.replayNow === undefined ? leaseTime(state) : Math.trunc(now);
}

async function begin(state: State): Promise<void> {
  await admitWriter(state);
  fault("state.finish_phase2", "global");
}

function endOf(rows: readonly unknown[]): FinishResult {
  return rows.length > 0 ? "stored" : "lost_lease";
}
