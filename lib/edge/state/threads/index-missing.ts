/** Threads whose transcript is gone, and threads that external context reached. */
import { fault } from "../../../core/fault.ts";
import type { IndexRow } from "../../../core/index/plan-index.ts";
import { enqueueForModes } from "../jobs/enqueue-phase2.ts";
import type { State } from "../open/open.ts";
import type { IndexScope } from "./index-threads.ts";

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
  const result = await state.client.execute({
    sql: `UPDATE threads SET missing_since = :now
      FROM (SELECT value ->> 0 AS id, value ->> 1 AS path, value ->> 2 AS size, value ->> 3 AS inode
        FROM json_each(:gone)) AS gone
      WHERE threads.id = gone.id AND threads.rollout_path = gone.path
        AND threads.rollout_size IS gone.size AND threads.rollout_inode IS gone.inode
        AND threads.missing_since IS NULL AND threads.machine = :machine AND threads.codex_home = :codexHome
      RETURNING id`,
    args: { now, ...scope, gone: JSON.stringify(rows.map(({ id, path, size, inode }) => [id, path, size, inode])) },
  });
  return result.rows.map((row) => String(row.id)).sort();
}

/** Threads of this scope that are missing since `before` (seconds) or longer and have something kept, ascending. */
export async function listLongMissing(state: State, scope: IndexScope, before: number): Promise<string[]> {
  const result = await state.client.execute({
    sql: `SELECT t.id FROM threads t WHERE t.machine = :machine AND t.codex_home = :codexHome
        AND t.missing_since <= :before
        AND (EXISTS (SELECT 1 FROM stage1_outputs o WHERE o.thread_id = t.id)
          OR EXISTS (SELECT 1 FROM jobs j WHERE j.kind = 'memory_stage1' AND j.job_key = t.id))
      ORDER BY t.id`,
    args: { ...scope, before },
  });
  return result.rows.map((row) => String(row.id));
}

/**
 * Marks every enabled thread as polluted whose transcript shows external context, also those that were indexed while
 * that was not configured to matter; the ids, ascending.
 */
export async function polluteExternal(state: State, scope: IndexScope): Promise<string[]> {
  const found = await state.client.execute({
    sql: `SELECT id FROM threads WHERE machine = :machine AND codex_home = :codexHome AND memory_mode = 'enabled'
        AND json_valid(index_state) AND index_state ->> '$.external' = 1 ORDER BY id`,
    args: { ...scope },
  });
  const ids = found.rows.map((row) => String(row.id));
  if (ids.length === 0) return [];
  fault("state.index", `${ids.length}`);
  await state.client.batch(
    [
      enqueueForModes(ids.map((id) => ({ id, mode: "polluted" }))),
      {
        sql: `UPDATE threads SET memory_mode = 'polluted'
          WHERE memory_mode = 'enabled' AND id IN (SELECT value FROM json_each(?))`,
        args: [JSON.stringify(ids)],
      },
    ],
    "write",
  );
  return ids;
}
