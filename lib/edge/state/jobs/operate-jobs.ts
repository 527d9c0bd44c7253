/** What a person may do to a job row: give it its retries back, or take a lease away. */
import { fault } from "../../../core/fault.ts";
import type { JobKind } from "../../../core/types.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";

/** Makes a failed or waiting job claimable at once, with all retries; false when there is none, or it runs or is done. */
export async function retryJob(state: State, kind: JobKind, jobKey: string, retries: number): Promise<boolean> {
  await admitWriter(state);
  fault("state.enqueue", jobKey);
  // `last_error` stays: without it phase 2 would take the failure for a success and wait out its cooldown.
  const result = await state.client.execute({
    sql: `UPDATE jobs SET status = 'pending', retry_at = NULL, retry_remaining = max(retry_remaining, :retries), outages = 0,
        failures = 0 WHERE kind = :kind AND job_key = :key AND status IN ('error', 'pending') RETURNING job_key`,
    args: { retries, kind, key: jobKey },
  });
  return result.rows.length > 0;
}

/** Takes the lease of a running job away; its worker, should it still live, stores nothing. False when none runs. */
export async function releaseJob(state: State, kind: JobKind, jobKey: string): Promise<boolean> {
  await admitWriter(state);
  fault("state.finish", jobKey);
  const result = await state.client.execute({
    sql: `UPDATE jobs SET status = 'pending', ownership_token = NULL, worker_id = NULL, lease_until = NULL, started_at = NULL
      WHERE kind = :kind AND job_key = :key AND status = 'running' RETURNING job_key`,
    args: { kind, key: jobKey },
  });
  return result.rows.length > 0;
}
