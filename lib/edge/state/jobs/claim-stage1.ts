/**
 * `claimStage1` takes a thread's extraction job in one statement, beside a reading of the same facts in the same
 * transaction that says why when it could not. The rule in words: `lib/core/jobs/claim-stage1.ts`.
 */
import type { InStatement, Row } from "@libsql/client";
import { LEASE_SECONDS, STAGE1_RETRIES } from "../../../core/constants.ts";
import { fault } from "../../../core/fault.ts";
import { type ClaimFacts, type ClaimOutcome, type ClaimRules, decideClaim } from "../../../core/jobs/claim-stage1.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import { JOB_COLUMNS, optionalNumber, rawJob } from "../open/rows.ts";

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
  const [facts, claimed] = await state.client.batch(
    [factsStatement(state, threadId), claimStatement(state, threadId, claimant, rules)],
    "write",
  );
  const row = claimed?.rows[0];
  if (row !== undefined) return { outcome: "claimed", claim: toClaim(threadId, claimant.token, row) };
  const outcome = refusal(facts?.rows[0], rules);
  return { outcome };
}

function toClaim(threadId: string, token: string, row: Row): Stage1Claim {
  return {
    threadId,
    token,
    inputWatermark: Number(row.input_watermark),
    retryRemaining: Number(row.retry_remaining),
    outages: Number(row.outages),
  };
}

function refusal(row: Row | undefined, rules: ClaimRules): Exclude<ClaimOutcome, "claimed"> {
  if (row === undefined) return "not_eligible";
  const outcome = decideClaim(toFacts(row), rules, Number(row.lease_now));
  if (outcome === "claimed") throw new Error("the claim statement and the claim rule disagree");
  return outcome;
}

function toFacts(row: Row): ClaimFacts {
  return {
    eligible: Number(row.eligible) === 1,
    updatedAt: Number(row.updated_at),
    outputUpdatedAt: optionalNumber(row.source_updated_at),
    job: rawJob(row),
    otherRunning: Number(row.other_running),
  };
}

const ELIGIBLE = `(t.missing_since IS NULL AND t.archived = 0 AND t.memory_mode = 'enabled'
  AND NOT EXISTS (SELECT 1 FROM forgotten f WHERE f.thread_id = t.id))`;

function otherRunning(state: State): string {
  return `(SELECT count(*) FROM jobs r WHERE r.kind = 'memory_stage1' AND r.job_key <> t.id
    AND r.status = 'running' AND r.lease_until > ${state.nowSql})`;
}

function factsStatement(state: State, threadId: string): InStatement {
  return {
    sql: `SELECT t.updated_at, ${ELIGIBLE} AS eligible, o.source_updated_at, ${JOB_COLUMNS},
        ${otherRunning(state)} AS other_running, ${state.nowSql} AS lease_now
      FROM threads t
      LEFT JOIN stage1_outputs o ON o.thread_id = t.id
      LEFT JOIN jobs j ON j.kind = 'memory_stage1' AND j.job_key = t.id
      WHERE t.id = :thread`,
    args: { thread: threadId },
  };
}

/** The thread changed after the attempt that the row records. */
const UPDATED_SINCE = "coalesce(excluded.input_watermark > jobs.input_watermark, 1)";

function claimStatement(state: State, threadId: string, claimant: Claimant, rules: ClaimRules): InStatement {
  return {
    sql: `INSERT INTO jobs (kind, job_key, status, worker_id, ownership_token, started_at, lease_until,
        retry_remaining, input_watermark)
      SELECT 'memory_stage1', t.id, 'running', :worker, :token, :now, ${state.nowSql} + ${LEASE_SECONDS},
        ${STAGE1_RETRIES}, t.updated_at
      FROM threads t LEFT JOIN stage1_outputs o ON o.thread_id = t.id
      WHERE t.id = :thread AND ${ELIGIBLE}
        AND NOT coalesce(o.source_updated_at >= t.updated_at, 0)
        AND (:cap IS NULL OR ${otherRunning(state)} < :cap)
      ON CONFLICT (kind, job_key) DO UPDATE SET
        status = excluded.status, worker_id = excluded.worker_id, ownership_token = excluded.ownership_token,
        started_at = excluded.started_at, lease_until = excluded.lease_until,
        finished_at = NULL, retry_at = NULL, last_error = NULL,
        retry_remaining = CASE WHEN ${UPDATED_SINCE} THEN ${STAGE1_RETRIES}
          WHEN jobs.status = 'running' THEN max(jobs.retry_remaining - 1, 0)
          ELSE jobs.retry_remaining END,
        input_watermark = excluded.input_watermark
      WHERE NOT coalesce(jobs.last_success_watermark >= excluded.input_watermark, 0)
        AND NOT coalesce(jobs.status = 'running' AND jobs.lease_until > ${state.nowSql}, 0)
        AND (${UPDATED_SINCE} OR :retries = 'pass_over'
          OR (jobs.retry_remaining > 0 AND NOT coalesce(jobs.retry_at > ${state.nowSql}, 0)))
      RETURNING input_watermark, retry_remaining, outages`,
    args: {
      thread: threadId,
      worker: claimant.workerId,
      token: claimant.token,
      now: claimant.now,
      cap: rules.cap ?? null,
      retries: rules.retries,
    },
  };
}
