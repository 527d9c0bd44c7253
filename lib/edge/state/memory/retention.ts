/**
 * Retention: `planRetention` says which outputs nobody used for too long, `deleteUnused` deletes those of a plan
 * that still are. Job rows stay, so that a pruned thread is not extracted again until it is updated.
 */
import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import { DAY_SECONDS, PRUNE_LIMIT } from "../../../core/constants.ts";
import { fault } from "../../../core/fault.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import { isAmong, run } from "../open/run.ts";
import { stage1Outputs } from "../open/schema.ts";

/** Thread ids of unselected outputs untouched for `maxUnusedDays`, stalest first, at most 200. Reads only. */
export async function planRetention(state: State, maxUnusedDays: number, now: number): Promise<string[]> {
  const { threadId, sourceUpdatedAt } = stage1Outputs;
  const rows = await run(
    state.orm
      .select({ threadId })
      .from(stage1Outputs)
      .where(isUnused(maxUnusedDays, now))
      .orderBy(asc(TOUCHED), asc(sourceUpdatedAt), asc(threadId))
      .limit(PRUNE_LIMIT),
  );
  return rows.map((row) => row.threadId);
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
  const rows = await run(
    state.orm
      .delete(stage1Outputs)
      .where(and(isUnused(maxUnusedDays, now), isAmong(stage1Outputs.threadId, plan)))
      .returning({ threadId: stage1Outputs.threadId }),
  );
  const deleted = new Set(rows.map(({ threadId }) => threadId));
  return plan.filter((id) => deleted.has(id));
}

const TOUCHED = sql`coalesce(${stage1Outputs.lastUsage}, ${stage1Outputs.generatedAt})`;

function isUnused(maxUnusedDays: number, now: number): SQL {
  const cutoff = now - maxUnusedDays * DAY_SECONDS;
  return sql`(${and(eq(stage1Outputs.selectedForPhase2, false), sql`${TOUCHED} < ${cutoff}`)})`;
}
