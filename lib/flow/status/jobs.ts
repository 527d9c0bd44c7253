import { STAGE1_RETRIES } from "../../core/constants.ts";
import { MemoriesError } from "../../core/errors.ts";
import { type JobStanding, jobStanding } from "../../core/jobs/job-standing.ts";
import type { Job, JobKind } from "../../core/types.ts";
import { releaseJob, retryJob, retryJobs } from "../../edge/state/jobs/operate-jobs.ts";
import { getJob, listJobs } from "../../edge/state/jobs/read-jobs.ts";
import { leaseNow } from "../../edge/state/open/clock.ts";
import { indexRollouts } from "../index/index-rollouts.ts";
import type { World } from "../world.ts";

export type JobAction = "list" | "retry" | "release";
export type JobRow = Job & JobStanding;

export interface JobsReport {
  readonly command: "jobs";
  readonly action: JobAction;
  readonly jobs: readonly JobRow[];
}

/** Every job with where it stands and why. */
export async function listAllJobs(world: World): Promise<JobsReport> {
  await indexRollouts(world);
  const state = await world.state();
  const at = await leaseNow(state);
  return { command: "jobs", action: "list", jobs: (await listJobs(state)).map((job) => standing(job, at)) };
}

/**
 * Gives a job its retries back, or takes its lease away. `typed` is a thread's id, or `global` for phase 2.
 * Throws `unknown_thread`, or `bad_input` when the job is in no state for that.
 */
export async function changeJob(world: World, action: "retry" | "release", typed: string): Promise<JobsReport> {
  await indexRollouts(world);
  const state = await world.state();
  const [kind, key] = await jobOf(world, typed);
  const done =
    action === "retry" ? await retryJob(state, kind, key, STAGE1_RETRIES) : await releaseJob(state, kind, key);
  const job = await getJob(state, kind, key);
  const at = await leaseNow(state);
  if (!done || job === undefined) {
    const now = job === undefined ? "it has no job yet" : jobStanding(job, at).why;
    throw new MemoriesError("bad_input", `nothing to ${action} for ${typed}: ${now}`, {
      hint:
        action === "retry"
          ? `retry is for failed jobs; memories extract --thread ${typed} --again all makes its memory anew`
          : "release is for running jobs",
    });
  }
  return { command: "jobs", action, jobs: [standing(job, at)] };
}

/** Gives every job that failed or waits its retries back; the jobs concerned, none where nothing waits. */
export async function retryAllJobs(world: World): Promise<JobsReport> {
  const state = await world.state();
  const changed = new Set(await retryJobs(state, STAGE1_RETRIES));
  const at = await leaseNow(state);
  const jobs = (await listJobs(state)).filter(({ jobKey }) => changed.has(jobKey));
  return { command: "jobs", action: "retry", jobs: jobs.map((job) => standing(job, at)) };
}

async function jobOf(world: World, typed: string): Promise<[JobKind, string]> {
  if (typed === "global") return ["memory_consolidate_global", "global"];
  const { findThread } = await import("../index/find-thread.ts");
  return ["memory_stage1", (await findThread(world, typed)).id];
}

function standing(job: Job, at: number): JobRow {
  return { ...job, ...jobStanding(job, at) };
}
