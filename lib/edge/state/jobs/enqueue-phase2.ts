/**
 * Statements that ask for a consolidation. They belong into the batch of the write that makes one necessary, so that
 * neither happens without the other.
 *
 * `enqueuePhase2(state, source)` takes the watermark from a query that yields one row, or none when there is nothing to
 * ask for. `enqueueForModes` goes before an upsert of thread rows, `enqueueForForgetting` before outputs are deleted.
 */
import { type SQL, sql } from "drizzle-orm";
import { STAGE1_RETRIES } from "../../../core/constants.ts";
import type { MemoryMode } from "../../../core/types.ts";
import type { State } from "../open/open.ts";

/**
 * Upserts the global job with the watermark that `source` yields under the name `watermark` (a query with a
 * `WHERE`; no row: nothing happens). New input passes over an error backoff; a running job goes on.
 */
export function enqueuePhase2({ orm }: State, source: SQL) {
  return orm.all(sql`INSERT INTO jobs (kind, job_key, status, retry_remaining, input_watermark, last_success_watermark)
    SELECT 'memory_consolidate_global', 'global', 'pending', ${STAGE1_RETRIES}, input.watermark, 0
    FROM (${source}) AS input WHERE input.watermark IS NOT NULL
    ON CONFLICT (kind, job_key) DO UPDATE SET
      status = CASE WHEN jobs.status = 'running' THEN jobs.status ELSE 'pending' END,
      retry_at = CASE WHEN jobs.status = 'running' THEN jobs.retry_at END,
      retry_remaining = max(jobs.retry_remaining, ${STAGE1_RETRIES}),
      input_watermark = CASE WHEN excluded.input_watermark > coalesce(jobs.input_watermark, 0)
        THEN excluded.input_watermark ELSE coalesce(jobs.input_watermark, 0) + 1 END`);
}

/**
 * For memory modes about to be written: enqueues when an enabled thread whose output is in the current selection
 * turns `disabled` or `polluted`. Must run before the threads are updated.
 */
export function enqueueForModes(state: State, changes: readonly { readonly id: string; readonly mode: MemoryMode }[]) {
  const leaving = changes.filter((change) => change.mode !== "enabled").map((change) => change.id);
  return enqueuePhase2(
    state,
    sql`SELECT max(o.source_updated_at) AS watermark
      FROM stage1_outputs o JOIN threads t ON t.id = o.thread_id
      WHERE o.selected_for_phase2 = 1 AND t.memory_mode = 'enabled'
        AND o.thread_id IN (SELECT value FROM json_each(${JSON.stringify(leaving)}))`,
  );
}

/** For outputs about to be deleted: enqueues when one of them is in the current selection. */
export function enqueueForForgetting(state: State, threadIds: readonly string[]) {
  return enqueuePhase2(
    state,
    sql`SELECT max(o.source_updated_at) AS watermark FROM stage1_outputs o
      WHERE o.selected_for_phase2 = 1 AND o.thread_id IN (SELECT value FROM json_each(${JSON.stringify(threadIds)}))`,
  );
}
