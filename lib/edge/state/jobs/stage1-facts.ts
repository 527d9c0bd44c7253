import { getTableColumns, sql } from "drizzle-orm";
import type { Stage1Facts } from "../../../core/jobs/decide-stage1.ts";
import type { State } from "../open/open.ts";
import { readPacked } from "../open/read-packed.ts";
import { jobAt, threadColumns, threadOf } from "../open/rows.ts";
import { clockOf, leaseTime } from "../open/run.ts";
import { forgotten, jobs, stage1Outputs, threads } from "../open/schema.ts";
import { MODE_UNKNOWN } from "../threads/codex-states.ts";
import { IS_SESSION } from "../threads/is-session.ts";

/**
 * Every indexed thread of all machines, in no order, with what the decisions look at: for runs, dry runs, `status` and
 * `explain`.
 */
export async function listStage1Facts(state: State): Promise<Stage1Facts[]> {
  const groups = {
    thread: threadColumns,
    job: getTableColumns(jobs),
    facts: {
      evidenceBytes: threads.evidenceBytes,
      modeUnknown: sql<number>`${sql.raw(MODE_UNKNOWN)}`,
      tombstone: forgotten.threadId,
      outputUpdatedAt: stage1Outputs.sourceUpdatedAt,
      outputMadeBy: stage1Outputs.madeBy,
      outputPromptHash: stage1Outputs.promptHash,
      leaseNow: leaseTime(state),
    },
  };
  const rows = await readPacked(
    state,
    groups,
    sql`FROM ${threads} LEFT JOIN ${forgotten} ON ${forgotten.threadId} = ${threads.id}
      LEFT JOIN ${stage1Outputs} ON ${stage1Outputs.threadId} = ${threads.id}
      LEFT JOIN ${jobs} ON ${jobs.kind} = 'memory_stage1' AND ${jobs.jobKey} = ${threads.id}
      WHERE ${IS_SESSION}`,
  );
  return rows.map(({ thread, job: found, facts }) => {
    // A join that met no job gives a row of nothing.
    const job = found.jobKey === undefined ? undefined : found;
    return {
      thread: threadOf(thread),
      forgotten: facts.tombstone !== undefined,
      modeUnknown: facts.modeUnknown === 1,
      evidenceBytes: facts.evidenceBytes,
      outputUpdatedAt: facts.outputUpdatedAt,
      job: job && jobAt(job, facts.leaseNow, clockOf(state)),
      madeBy: job?.madeBy ?? facts.outputMadeBy,
      promptHash: job?.madeBy === undefined ? facts.outputPromptHash : job.promptHash,
    };
  });
}
