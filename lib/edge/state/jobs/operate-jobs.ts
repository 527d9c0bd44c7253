/** What a person may do to a job row: give it its retries back, or take a lease away. */
import { and, eq, inArray, isNotNull, or, type SQL, sql } from "drizzle-orm";
import { fault } from "../../../core/fault.ts";
import type { JobKind, JobStatus } from "../../../core/types.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import { run } from "../open/run.ts";
import { jobs } from "../open/schema.ts";
import { FREE } from "./held.ts";

/** Makes a failed or waiting job claimable at once, with all retries; false when there is none, or it runs or is done. */
export async function retryJob(state: State, kind: JobKind, jobKey: string, retries: number): Promise<boolean> {
  await admitWriter(state);
  fault("state.enqueue", jobKey);
  return (await retryWhere(state, retries, isJob(kind, jobKey))).length > 0;
}

/** The same for every job that failed or waits for its next try; their keys. */
export async function retryJobs(state: State, retries: number): Promise<string[]> {
  await admitWriter(state);
  fault("state.enqueue", "all");
  return retryWhere(state, retries, or(eq(jobs.status, "error"), isNotNull(jobs.retryAt)));
}

async function retryWhere(state: State, retries: number, which: SQL | undefined): Promise<string[]> {
  // `last_error` stays: without it phase 2 would take the failure for a success and wait out its cooldown.
  const changed = await run(
    state.orm
      .update(jobs)
      .set({
        status: "pending",
        retryAt: null,
        retryRemaining: sql`max(${jobs.retryRemaining}, ${retries})`,
        outages: 0,
        failures: 0,
      })
      .where(and(which, inArray(jobs.status, ["error", "pending"] satisfies JobStatus[])))
      .returning({ key: jobs.jobKey }),
  );
  return changed.map(({ key }) => key);
}

/** Takes the lease of a running job away; its worker, should it still live, stores nothing. False when none runs. */
export async function releaseJob(state: State, kind: JobKind, jobKey: string): Promise<boolean> {
  await admitWriter(state);
  fault("state.finish", jobKey);
  const changed = await run(
    state.orm
      .update(jobs)
      .set({ status: "pending", ...FREE })
      .where(and(isJob(kind, jobKey), eq(jobs.status, "running")))
      .returning({ key: jobs.jobKey }),
  );
  return changed.length > 0;
}

function isJob(kind: JobKind, jobKey: string) {
  return and(eq(jobs.kind, kind), eq(jobs.jobKey, jobKey));
}
