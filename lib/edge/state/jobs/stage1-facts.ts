import { and, eq, sql } from "drizzle-orm";
import type { Stage1Facts } from "../../../core/jobs/decide-stage1.ts";
import type { State } from "../open/open.ts";
import { threadColumns, toJobAt, toThread } from "../open/rows.ts";
import { clockOf, leaseTime, run } from "../open/run.ts";
import { forgotten, jobs, stage1Outputs, threads } from "../open/schema.ts";
import { MODE_UNKNOWN } from "../threads/codex-states.ts";
import { IS_SESSION } from "../threads/is-session.ts";

/**
 * Every indexed thread of all machines, in no order, with what the decisions look at: for runs, dry runs, `status` and
 * `explain`.
 */
export async function listStage1Facts(state: State): Promise<Stage1Facts[]> {
  const rows = await run(
    state.orm
      .select({
        thread: threadColumns,
        evidenceBytes: threads.evidenceBytes,
        modeUnknown: sql<number>`${sql.raw(MODE_UNKNOWN)}`,
        tombstone: forgotten.threadId,
        outputUpdatedAt: stage1Outputs.sourceUpdatedAt,
        outputMadeBy: stage1Outputs.madeBy,
        outputPromptHash: stage1Outputs.promptHash,
        job: jobs,
        leaseNow: leaseTime(state),
      })
      .from(threads)
      .leftJoin(forgotten, eq(forgotten.threadId, threads.id))
      .leftJoin(stage1Outputs, eq(stage1Outputs.threadId, threads.id))
      .leftJoin(jobs, and(eq(jobs.kind, "memory_stage1"), eq(jobs.jobKey, threads.id)))
      .where(IS_SESSION),
  );
  return rows.map(
    ({
      thread,
      evidenceBytes,
      modeUnknown,
      tombstone,
      outputUpdatedAt,
      outputMadeBy,
      outputPromptHash,
      job,
      leaseNow,
    }) => ({
      thread: toThread(thread),
      forgotten: tombstone !== null,
      modeUnknown: modeUnknown === 1,
      evidenceBytes: evidenceBytes ?? undefined,
      outputUpdatedAt: outputUpdatedAt ?? undefined,
      job: toJobAt(job, leaseNow, clockOf(state)),
      madeBy: job?.madeBy ?? outputMadeBy ?? undefined,
      promptHash: (job?.madeBy == null ? outputPromptHash : job.promptHash) ?? undefined,
    }),
  );
}
