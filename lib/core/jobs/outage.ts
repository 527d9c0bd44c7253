import type { Job } from "../types.ts";

/** An outage that a rollout meets alone so often in a row is held to be its own failure. */
export const OUTAGES_IN_A_ROW = 3;

/** Whether the outage that a thread just met is its third in a row; `job` as it was claimed, this one not counted. */
export function isThirdOutage(job: Pick<Job, "outages">): boolean {
  return job.outages + 1 >= OUTAGES_IN_A_ROW;
}
