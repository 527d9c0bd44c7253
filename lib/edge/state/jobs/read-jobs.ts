/** Reading jobs for `jobs`, `status` and `explain`: nothing here writes. */
import type { Job, JobKind } from "../../../core/types.ts";
import type { State } from "../open/open.ts";
import { JOB_COLUMNS, rawJob } from "../open/rows.ts";

/** The job of a thread (`memory_stage1`), or the global one (`memory_consolidate_global`, key `global`). */
export async function getJob(state: State, kind: JobKind, jobKey: string): Promise<Job | undefined> {
  const { rows } = await state.client.execute({
    sql: `SELECT ${JOB_COLUMNS} FROM jobs j WHERE j.kind = ? AND j.job_key = ?`,
    args: [kind, jobKey],
  });
  return rows[0] === undefined ? undefined : rawJob(rows[0]);
}

/** Every job, by kind and key. */
export async function listJobs(state: State): Promise<Job[]> {
  const { rows } = await state.client.execute(`SELECT ${JOB_COLUMNS} FROM jobs j ORDER BY j.kind, j.job_key`);
  return rows.flatMap((row) => rawJob(row) ?? []);
}
