import type { JobRow } from "../../lib/flow/status/jobs.ts";

/** A job in the keys of the state table, and where it stands. Tokens stay private. */
export function jobJson(job: JobRow): object {
  return {
    kind: job.kind,
    job_key: job.jobKey,
    status: job.status,
    standing: job.standing,
    until: job.until ?? null,
    why: job.why,
    worker_id: job.workerId ?? null,
    started_at: job.startedAt ?? null,
    finished_at: job.finishedAt ?? null,
    lease_until: job.leaseUntil ?? null,
    retry_at: job.retryAt ?? null,
    retry_remaining: job.retryRemaining,
    last_error: job.lastError ?? null,
    input_watermark: job.inputWatermark ?? null,
    last_success_watermark: job.lastSuccessWatermark ?? null,
    outages: job.outages,
  };
}
