import { DAY_SECONDS, HOUR_SECONDS, LEASE_SECONDS, PHASE2_COOLDOWN_SECONDS } from "../constants.ts";
import type { Job } from "../types.ts";

/** So far the clocks of machines that share a database may differ before a lease of one looks impossible to another. */
const CLOCK_TOLERANCE_SECONDS = 300;
/** No lease that somebody holds ends later than this from now. */
export const LONGEST_LEASE_AHEAD_SECONDS = LEASE_SECONDS + CLOCK_TOLERANCE_SECONDS;
/** Backoff reaches 24 hours at most (`Retry-After` is capped there too); an hour more allows for clocks that differ. */
export const LONGEST_BACKOFF_SECONDS = DAY_SECONDS + HOUR_SECONDS;
/** A server's `Retry-After` counts for no longer than this. */
export const RETRY_AFTER_MAX_SECONDS = DAY_SECONDS;

/** The clock of a database. In that of replays times lie as far apart as the runs that wrote them. */
export type DatabaseClock = "live" | "replay";

/**
 * A job without times that nobody can have meant: those further ahead of `leaseNow` than one lease, one cooldown or
 * the longest backoff were written under a wrong clock, and would block work until that time comes.
 */
export function withoutVoidTimes(job: Job, leaseNow: number, clock: DatabaseClock): Job {
  if (clock === "replay") return job;
  const within = (time: number | undefined, seconds: number) =>
    time !== undefined && time > leaseNow + seconds ? undefined : time;
  return {
    ...job,
    leaseUntil: within(job.leaseUntil, LONGEST_LEASE_AHEAD_SECONDS),
    retryAt: within(job.retryAt, LONGEST_BACKOFF_SECONDS),
    consolidatedAt: within(job.consolidatedAt, PHASE2_COOLDOWN_SECONDS),
  };
}
