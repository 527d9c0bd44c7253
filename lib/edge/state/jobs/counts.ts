/** The figures of `status`. Reads only. */
import { count, eq, max, sql } from "drizzle-orm";
import type { JobStatus } from "../../../core/types.ts";
import type { State } from "../open/open.ts";
import { run } from "../open/run.ts";
import { jobs, stage1Outputs } from "../open/schema.ts";

export interface StateCounts {
  readonly outputs: number;
  /** Outputs in the current selection. */
  readonly selected: number;
  readonly stage1Jobs: Readonly<Record<JobStatus, number>>;
  readonly usage: {
    /** Outputs that were cited at least once. */
    readonly usedOutputs: number;
    /** Citations counted, over all outputs. */
    readonly citations: number;
    /** The latest `last_usage`, in seconds. */
    readonly lastUsage: number | undefined;
  };
}

/** Counts of outputs, jobs and usage. */
export async function countState(state: State): Promise<StateCounts> {
  const [outputs] = await run(
    state.orm
      .select({
        all: count(),
        selected: sql<number>`coalesce(sum(${stage1Outputs.selectedForPhase2} <> 0), 0)`,
        used: sql<number>`coalesce(sum(${stage1Outputs.usageCount} > 0), 0)`,
        citations: sql<number>`coalesce(sum(${stage1Outputs.usageCount}), 0)`,
        lastUsage: max(stage1Outputs.lastUsage),
      })
      .from(stage1Outputs),
  );
  const byStatus = await run(
    state.orm
      .select({ status: jobs.status, jobs: count() })
      .from(jobs)
      .where(eq(jobs.kind, "memory_stage1"))
      .groupBy(jobs.status),
  );
  const ofStatus = (status: JobStatus) => byStatus.find((row) => row.status === status)?.jobs ?? 0;
  return {
    outputs: outputs?.all ?? 0,
    selected: outputs?.selected ?? 0,
    stage1Jobs: {
      pending: ofStatus("pending"),
      running: ofStatus("running"),
      done: ofStatus("done"),
      error: ofStatus("error"),
    },
    usage: {
      usedOutputs: outputs?.used ?? 0,
      citations: outputs?.citations ?? 0,
      lastUsage: outputs?.lastUsage ?? undefined,
    },
  };
}
