/** The figures of `status`. Reads only. */
import type { JobStatus } from "../../../core/types.ts";
import type { State } from "../open/open.ts";
import { optionalNumber } from "../open/rows.ts";

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
  const outputs = await state.client.execute(
    `SELECT count(*) AS outputs, coalesce(sum(selected_for_phase2 <> 0), 0) AS selected,
        coalesce(sum(usage_count > 0), 0) AS used, coalesce(sum(usage_count), 0) AS citations,
        max(last_usage) AS last_usage
      FROM stage1_outputs`,
  );
  const byStatus = await state.client.execute(
    "SELECT status, count(*) AS jobs FROM jobs WHERE kind = 'memory_stage1' GROUP BY status",
  );
  const ofStatus = (status: JobStatus) => Number(byStatus.rows.find((row) => row.status === status)?.jobs ?? 0);
  const row = outputs.rows[0];
  return {
    outputs: Number(row?.outputs),
    selected: Number(row?.selected),
    stage1Jobs: {
      pending: ofStatus("pending"),
      running: ofStatus("running"),
      done: ofStatus("done"),
      error: ofStatus("error"),
    },
    usage: {
      usedOutputs: Number(row?.used),
      citations: Number(row?.citations),
      lastUsage: optionalNumber(row?.last_usage),
    },
  };
}
