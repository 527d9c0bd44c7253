/**
 * Retention: `planRetention` says which outputs nobody used for too long, `deleteUnused` deletes those of a plan
 * that still are. Job rows stay, so that a pruned thread is not extracted again until it is updated.
 */
import { and, asc, count, eq, type SQL, sql } from "drizzle-orm";
import { type BulkRule, isHeldBack } from "../../../core/consolidate/hold-back.ts";
import { DAY_SECONDS, PRUNE_LIMIT } from "../../../core/constants.ts";
import { fault } from "../../../core/fault.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import { isAmong, run } from "../open/run.ts";
import { stage1Outputs } from "../open/schema.ts";

/** What retention would delete. */
export interface RetentionPlan {
  /** Thread ids of unselected outputs untouched for `maxUnusedDays`, stalest first, at most 200. */
  readonly threadIds: readonly string[];
  /** Outputs past their time that stay, since they are too many to be forgotten by age alone. */
  readonly heldBack: number;
}

/** How long an output lives unused, before which time, and whether age may take the better part of them (`--force`). */
export interface RetentionRules {
  readonly maxUnusedDays: number;
  readonly activeNow: number;
  readonly bulk?: BulkRule;
}

/** Plans what `deleteUnused` deletes. Reads only. */
export async function planRetention(state: State, rules: RetentionRules): Promise<RetentionPlan> {
  const { threadId, sourceUpdatedAt } = stage1Outputs;
  const unused = sql<number>`coalesce(sum(${isUnused(rules)}), 0)`;
  const [counts] = await run(state.orm.select({ all: count(), unused }).from(stage1Outputs));
  const past = counts?.unused ?? 0;
  if (isHeldBack(past, counts?.all ?? 0, rules.bulk ?? "hold_back")) return { threadIds: [], heldBack: past };
  const rows = await run(
    state.orm
      .select({ threadId })
      .from(stage1Outputs)
      .where(isUnused(rules))
      .orderBy(asc(TOUCHED), asc(sourceUpdatedAt), asc(threadId))
      .limit(PRUNE_LIMIT),
  );
  return { threadIds: rows.map((row) => row.threadId), heldBack: 0 };
}

/** Deletes the outputs of the plan that are still unused and unselected; the ids that were deleted, in its order. */
export async function deleteUnused(
  state: State,
  { threadIds }: RetentionPlan,
  rules: RetentionRules,
): Promise<string[]> {
  if (threadIds.length === 0) return [];
  await admitWriter(state);
  fault("state.prune", `${threadIds.length}`);
  const rows = await run(
    state.orm
      .delete(stage1Outputs)
      .where(and(isUnused(rules), isAmong(stage1Outputs.threadId, threadIds)))
      .returning({ threadId: stage1Outputs.threadId }),
  );
  const deleted = new Set(rows.map(({ threadId }) => threadId));
  return threadIds.filter((id) => deleted.has(id));
}

const TOUCHED = sql`coalesce(${stage1Outputs.lastUsage}, ${stage1Outputs.generatedAt})`;

function isUnused({ maxUnusedDays, activeNow }: RetentionRules): SQL {
  const cutoff = activeNow - maxUnusedDays * DAY_SECONDS;
  return sql`(${and(eq(stage1Outputs.selectedForPhase2, false), sql`${TOUCHED} < ${cutoff}`)})`;
}
