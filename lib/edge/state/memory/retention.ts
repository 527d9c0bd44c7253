/**
 * Retention: `planRetention` says which outputs nobody used for too long, `deleteUnused` deletes those of a plan
 * that still are. Job rows stay, so that a pruned thread is not extracted again until it is updated.
 */
import { DAY_SECONDS, PRUNE_LIMIT } from "../../../core/constants.ts";
import { fault } from "../../../core/fault.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";

const UNUSED = "selected_for_phase2 = 0 AND coalesce(last_usage, generated_at) < :cutoff";

/** Thread ids of unselected outputs untouched for `maxUnusedDays`, stalest first, at most 200. Reads only. */
export async function planRetention(state: State, maxUnusedDays: number, now: number): Promise<string[]> {
  const result = await state.client.execute({
    sql: `SELECT thread_id FROM stage1_outputs WHERE ${UNUSED}
      ORDER BY coalesce(last_usage, generated_at), source_updated_at, thread_id LIMIT ${PRUNE_LIMIT}`,
    args: { cutoff: cutoff(maxUnusedDays, now) },
  });
  return result.rows.map((row) => String(row.thread_id));
}

/** Deletes the outputs of the plan that are still unused and unselected; the ids that were deleted, in its order. */
export async function deleteUnused(
  state: State,
  plan: readonly string[],
  maxUnusedDays: number,
  now: number,
): Promise<string[]> {
  if (plan.length === 0) return [];
  await admitWriter(state);
  fault("state.prune", `${plan.length}`);
  const result = await state.client.execute({
    sql: `DELETE FROM stage1_outputs WHERE ${UNUSED} AND thread_id IN (SELECT value FROM json_each(:plan))
      RETURNING thread_id`,
    args: { cutoff: cutoff(maxUnusedDays, now), plan: JSON.stringify(plan) },
  });
  const deleted = new Set(result.rows.map((row) => String(row.thread_id)));
  return plan.filter((id) => deleted.has(id));
}

function cutoff(maxUnusedDays: number, now: number): number {
  return now - maxUnusedDays * DAY_SECONDS;
}
