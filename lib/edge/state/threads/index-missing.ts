/** Threads whose transcript is gone, and threads that external context reached. */
import { and, asc, eq, exists, lte, or, sql } from "drizzle-orm";
import { fault } from "../../../core/fault.ts";
import type { IndexRow } from "../../../core/index/plan-index.ts";
import { enqueueForModes } from "../jobs/enqueue-phase2.ts";
import type { State } from "../open/open.ts";
import { isAmong, run } from "../open/run.ts";
import { jobs, stage1Outputs, threads } from "../open/schema.ts";
import { inScope } from "./in-scope.ts";
import type { IndexScope } from "./index-scope.ts";

/**
 * Marks threads as missing since `now` (seconds); the ids that were marked, ascending. A row that another process
 * changed since it was read is left alone: its file was seen by somebody.
 */
export async function markMissing(
  state: State,
  rows: readonly IndexRow[],
  scope: IndexScope,
  now: number,
): Promise<string[]> {
  const [first] = rows;
  if (first === undefined) return [];
  fault("state.index", first.path);
  const gone = JSON.stringify(rows.map(({ id, path, size, inode }) => [id, path, size, inode]));
  const marked = await run(
    state.orm.all<{ id: string }>(sql`UPDATE threads SET missing_since = ${now}
      FROM (SELECT value ->> 0 AS id, value ->> 1 AS path, value ->> 2 AS size, value ->> 3 AS inode
        FROM json_each(${gone})) AS gone
      WHERE threads.id = gone.id AND threads.rollout_path = gone.path
        AND threads.rollout_size IS gone.size AND threads.rollout_inode IS gone.inode
        AND threads.missing_since IS NULL AND ${inScope(scope)}
      RETURNING id`),
  );
  return marked.map(({ id }) => id).sort();
}

/** Threads of this scope that are missing since `before` (seconds) or longer and have something kept, ascending. */
export async function listLongMissing(state: State, scope: IndexScope, before: number): Promise<string[]> {
  const hasOutput = state.orm.select().from(stage1Outputs).where(eq(stage1Outputs.threadId, threads.id));
  const isJob = and(eq(jobs.kind, "memory_stage1"), eq(jobs.jobKey, threads.id));
  const hasJob = state.orm.select().from(jobs).where(isJob);
  const rows = await run(
    state.orm
      .select({ id: threads.id })
      .from(threads)
      .where(and(inScope(scope), lte(threads.missingSince, before), or(exists(hasOutput), exists(hasJob))))
      .orderBy(asc(threads.id)),
  );
  return rows.map(({ id }) => id);
}

/**
 * Marks every enabled thread as polluted whose transcript shows external context, also those that were indexed while
 * that was not configured to matter; the ids, ascending.
 */
export async function polluteExternal(state: State, scope: IndexScope): Promise<string[]> {
  const isExternal = sql`json_valid(${threads.indexState}) AND ${threads.indexState} ->> '$.external' = 1`;
  const found = await run(
    state.orm
      .select({ id: threads.id })
      .from(threads)
      .where(and(inScope(scope), eq(threads.memoryMode, "enabled"), isExternal))
      .orderBy(asc(threads.id)),
  );
  const ids = found.map(({ id }) => id);
  if (ids.length === 0) return [];
  fault("state.index", `${ids.length}`);
  await state.orm.batch([
    enqueueForModes(
      state,
      ids.map((id) => ({ id, mode: "polluted" })),
    ),
    state.orm
      .update(threads)
      .set({ memoryMode: "polluted" })
      .where(and(eq(threads.memoryMode, "enabled"), isAmong(threads.id, ids))),
  ]);
  return ids;
}
