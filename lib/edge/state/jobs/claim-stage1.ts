/**
 * `claimStage1` takes a thread's extraction job in one statement, beside a reading of the same facts in the same
 * transaction that says why when it could not. The rule in words: `lib/core/jobs/claim-stage1.ts`.
 */
import { and, eq, type SQL, sql } from "drizzle-orm";
import { STAGE1_RETRIES } from "../../../core/constants.ts";
import { fault } from "../../../core/fault.ts";
import { type ClaimOutcome, type ClaimRules, decideClaim } from "../../../core/jobs/claim-stage1.ts";
import { LONGEST_BACKOFF_SECONDS, LONGEST_LEASE_AHEAD_SECONDS } from "../../../core/jobs/void-times.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import { toJobAt } from "../open/rows.ts";
import { clockOf, isAhead, leaseTime } from "../open/run.ts";
import { jobs, stage1Outputs, threads } from "../open/schema.ts";
import { MODE_UNKNOWN } from "../threads/codex-states.ts";
import { leaseEnd } from "./held.ts";

/** A job that is held. `token` goes with every later write. */
export interface Stage1Claim {
  readonly threadId: string;
  readonly token: string;
  /** `updated_at` of the thread when it was claimed: the `source_updated_at` of what comes of it. */
  readonly inputWatermark: number;
  readonly retryRemaining: number;
  /** Outages this thread met in a row before. */
  readonly outages: number;
}

/** Who claims, as `worker_id` shows it, the new random token, and the run's time. */
export interface Claimant {
  readonly workerId: string;
  readonly token: string;
  readonly now: number;
}

export type Stage1ClaimResult =
  | { readonly outcome: "claimed"; readonly claim: Stage1Claim }
  | { readonly outcome: Exclude<ClaimOutcome, "claimed"> };

/** Claims the job of `threadId`, or says why not. Throws `state_clock_mismatch` and what the client throws. */
export async function claimStage1(
  state: State,
  threadId: string,
  claimant: Claimant,
  rules: ClaimRules,
): Promise<Stage1ClaimResult> {
  await admitWriter(state);
  fault("state.claim", threadId);
  const [[facts], [claimed]] = await state.orm.batch([
    readFacts(state, threadId),
    state.orm.all<ClaimedRow>(claimStatement(state, threadId, claimant, rules)),
  ]);
  if (claimed !== undefined) {
    const { input_watermark: inputWatermark, retry_remaining: retryRemaining, outages } = claimed;
    return { outcome: "claimed", claim: { threadId, token: claimant.token, inputWatermark, retryRemaining, outages } };
  }
  if (facts === undefined) return { outcome: "not_eligible" };
  const { leaseNow, job, ...seen } = facts;
  const known = {
    ...seen,
    outputUpdatedAt: seen.outputUpdatedAt ?? undefined,
    job: toJobAt(job, leaseNow, clockOf(state)),
  };
  const outcome = decideClaim(known, rules, leaseNow);
  if (outcome === "claimed") throw new Error("the claim statement and the claim rule disagree");
  return { outcome };
}

interface ClaimedRow {
  readonly input_watermark: number;
  readonly retry_remaining: number;
  readonly outages: number;
}

const ELIGIBLE = sql.raw(`(threads.missing_since IS NULL AND threads.archived = 0 AND threads.memory_mode = 'enabled'
  AND NOT ${MODE_UNKNOWN} AND NOT EXISTS (SELECT 1 FROM forgotten f WHERE f.thread_id = threads.id))`);

function otherRunning(state: State): SQL<number> {
  return sql<number>`(SELECT count(*) FROM jobs r WHERE r.kind = 'memory_stage1' AND r.job_key <> threads.id
    AND r.status = 'running' AND ${isAhead(state, "r.lease_until", LONGEST_LEASE_AHEAD_SECONDS)})`;
}

function readFacts(state: State, threadId: string) {
  return state.orm
    .select({
      updatedAt: threads.updatedAt,
      eligible: ELIGIBLE.mapWith(Boolean),
      outputUpdatedAt: stage1Outputs.sourceUpdatedAt,
      job: jobs,
      otherRunning: otherRunning(state),
      leaseNow: leaseTime(state),
    })
    .from(threads)
    .leftJoin(stage1Outputs, eq(stage1Outputs.threadId, threads.id))
    .leftJoin(jobs, and(eq(jobs.kind, "memory_stage1"), eq(jobs.jobKey, threads.id)))
    .where(eq(threads.id, threadId));
}

/** The thread changed after the attempt that the row records. */
const UPDATED_SINCE = sql.raw("coalesce(excluded.input_watermark > jobs.input_watermark, 1)");

function claimStatement(state: State, threadId: string, { token, workerId, now }: Claimant, rules: ClaimRules): SQL {
  const hasRoom = rules.cap === undefined ? sql`true` : sql`${otherRunning(state)} < ${rules.cap}`;
  const hasRetry = sql`(jobs.retry_remaining > 0 OR jobs.status = 'done')`;
  const isDue = sql`NOT ${isAhead(state, "jobs.retry_at", LONGEST_BACKOFF_SECONDS)}`;
  const mayRetry = {
    respect: sql`(${UPDATED_SINCE} OR (${hasRetry} AND ${isDue}))`,
    pass_backoff: sql`(${UPDATED_SINCE} OR ${hasRetry})`,
    pass_over: sql`true`,
  }[rules.retries];
  const { redo = "nothing" } = rules;
  const isStale = redo === "all" ? sql`true` : sql`NOT coalesce(o.source_updated_at >= threads.updated_at, 0)`;
  const isUndone =
    redo === "nothing" ? sql`NOT coalesce(jobs.last_success_watermark >= excluded.input_watermark, 0)` : sql`true`;
  return sql`INSERT INTO jobs (kind, job_key, status, worker_id, ownership_token, started_at, lease_until,
      retry_remaining, input_watermark)
    SELECT 'memory_stage1', threads.id, 'running', ${workerId}, ${token}, ${now}, ${leaseEnd(state)},
      ${STAGE1_RETRIES}, threads.updated_at
    FROM threads LEFT JOIN stage1_outputs o ON o.thread_id = threads.id
    WHERE threads.id = ${threadId} AND ${ELIGIBLE}
      AND ${isStale}
      AND ${hasRoom}
    ON CONFLICT (kind, job_key) DO UPDATE SET
      status = excluded.status, worker_id = excluded.worker_id, ownership_token = excluded.ownership_token,
      started_at = excluded.started_at, lease_until = excluded.lease_until,
      finished_at = NULL, retry_at = NULL, last_error = NULL,
      retry_remaining = CASE WHEN ${UPDATED_SINCE} OR jobs.status = 'done' THEN ${STAGE1_RETRIES}
        WHEN jobs.status = 'running' THEN max(jobs.retry_remaining - 1, 0)
        ELSE jobs.retry_remaining END,
      input_watermark = excluded.input_watermark
    WHERE ${isUndone}
      AND NOT (jobs.status = 'running' AND ${isAhead(state, "jobs.lease_until", LONGEST_LEASE_AHEAD_SECONDS)})
      AND ${mayRetry}
    RETURNING input_watermark, retry_remaining, outages`;
}
