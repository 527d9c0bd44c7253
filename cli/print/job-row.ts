import { parseWorkerId, UNKNOWN_PART } from "../../lib/core/jobs/worker-id.ts";
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
    worker_id: job.workerId === undefined ? null : workerJson(job.workerId),
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

/** The holder of a lease in parts; of what another program wrote there is the text alone. */
function workerJson(text: string): object {
  const worker = parseWorkerId(text);
  if (worker === undefined) return { host: text, boot_id: null, pid_namespace: null, pid: null, start_time: null };
  const known = (part: string) => (part === UNKNOWN_PART ? null : part);
  return {
    host: worker.host,
    boot_id: known(worker.bootId),
    pid_namespace: known(worker.pidNamespace),
    pid: worker.pid,
    start_time: known(worker.startTime),
  };
}
