import { and, eq, sql } from "drizzle-orm";
import type { State } from "../open/open.ts";
import { leaseTime } from "../open/run.ts";
import { jobs } from "../open/schema.ts";

/** The row of the global job, null before anything was enqueued, and the time that its lease goes by. */
export interface GlobalFacts {
  readonly job: typeof jobs.$inferSelect | null;
  readonly leaseNow: number;
}

/** Reads `GlobalFacts`: one row, whether or not there is a job. */
export function globalFacts(state: State) {
  const time = state.orm
    .select({ leaseNow: leaseTime(state).as("lease_now") })
    .from(sql`(SELECT 1)`)
    .as("time");
  return state.orm
    .select({ job: jobs, leaseNow: time.leaseNow })
    .from(time)
    .leftJoin(jobs, and(eq(jobs.kind, "memory_consolidate_global"), eq(jobs.jobKey, "global")));
}
