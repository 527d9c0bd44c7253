/** Reading jobs for `jobs`, `status` and `explain`: nothing here writes. */
import { and, eq, getTableColumns, sql } from "drizzle-orm";
import { byteOrder } from "../../../core/text/byte-order.ts";
import type { Job, JobKind } from "../../../core/types.ts";
import type { State } from "../open/open.ts";
import { readPacked } from "../open/read-packed.ts";
import { jobOf, toJob } from "../open/rows.ts";
import { run } from "../open/run.ts";
import { jobs } from "../open/schema.ts";

/** The job of a thread (`memory_stage1`), or the global one (`memory_consolidate_global`, key `global`). */
export async function getJob(state: State, kind: JobKind, jobKey: string): Promise<Job | undefined> {
  const wanted = and(eq(jobs.kind, kind), eq(jobs.jobKey, jobKey));
  const [row] = await run(state.orm.select().from(jobs).where(wanted));
  return toJob(row);
}

/** Every job, by kind and key. */
export async function listJobs(state: State): Promise<Job[]> {
  const rows = await readPacked(state, { job: getTableColumns(jobs) }, sql`FROM ${jobs}`);
  return rows.map(({ job }) => jobOf(job)).toSorted(byKindAndKey);
}

function byKindAndKey(a: Job, b: Job): number {
  return byteOrder(a.kind, b.kind) || byteOrder(a.jobKey, b.jobKey);
}
