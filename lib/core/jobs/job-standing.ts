import { rfc3339 } from "../text/time.ts";
import type { Job } from "../types.ts";
import { isHeld } from "./claim-stage1.ts";
import { describeWorker } from "./worker-id.ts";

/** Where a job stands, as a person would ask: may it run, and if not, until when and why. */
export interface JobStanding {
  readonly standing: "done" | "running" | "lease_expired" | "waiting" | "backoff" | "exhausted" | "failed";
  /** When that changes by itself, in seconds; undefined when it does not. */
  readonly until: number | undefined;
  /** One line for people. */
  readonly why: string;
}

/** Judges a job at `leaseNow` (the database's clock). */
export function jobStanding(job: Job, leaseNow: number): JobStanding {
  if (isHeld(job, leaseNow)) {
    const until = job.leaseUntil ?? leaseNow;
    return { standing: "running", until, why: `${describeWorker(job.workerId)} holds it until ${rfc3339(until)}` };
  }
  if (job.status === "running") {
    return { standing: "lease_expired", until: undefined, why: "its worker has gone; the next run takes it over" };
  }
  const error = job.lastError === undefined ? "" : `: ${job.lastError}`;
  // Phase 2 counts its retries but is never stopped by them; a session without any waits for no time.
  if (job.kind === "memory_stage1" && job.status === "error" && job.retryRemaining <= 0) {
    return { standing: "exhausted", until: undefined, why: `failed${error}; no retry left until the session changes` };
  }
  if (job.retryAt !== undefined && job.retryAt > leaseNow) {
    const after = job.status === "error" ? `failed${error}; next try` : "released; next try";
    return { standing: "backoff", until: job.retryAt, why: `${after} after ${rfc3339(job.retryAt)}` };
  }
  if (job.status === "done") return { standing: "done", until: undefined, why: "done" };
  if (job.status === "pending") return { standing: "waiting", until: undefined, why: "waits for the next run" };
  return { standing: "failed", until: undefined, why: `failed${error}; the next run tries again` };
}
