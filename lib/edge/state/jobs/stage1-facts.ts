import { and, eq } from "drizzle-orm";
import type { Stage1Facts } from "../../../core/jobs/decide-stage1.ts";
import type { State } from "../open/open.ts";
import { threadColumns, toJob, toThread } from "../open/rows.ts";
import { run } from "../open/run.ts";
import { forgotten, jobs, stage1Outputs, threads } from "../open/schema.ts";

/**
 * Every indexed thread of all machines, in no order, with what the decisions look at: for runs, dry runs, `status` and
 * `explain`.
 */
export async function listStage1Facts(state: State): Promise<Stage1Facts[]> {
  const rows = await run(
    state.orm
      .select({
        thread: threadColumns,
        tombstone: forgotten.threadId,
        outputUpdatedAt: stage1Outputs.sourceUpdatedAt,
        job: jobs,
      })
      .from(threads)
      .leftJoin(forgotten, eq(forgotten.threadId, threads.id))
      .leftJoin(stage1Outputs, eq(stage1Outputs.threadId, threads.id))
      .leftJoin(jobs, and(eq(jobs.kind, "memory_stage1"), eq(jobs.jobKey, threads.id))),
  );
  return rows.map(({ thread, tombstone, outputUpdatedAt, job }) => ({
    thread: toThread(thread),
    forgotten: tombstone !== null,
    outputUpdatedAt: outputUpdatedAt ?? undefined,
    job: toJob(job),
  }));
}
