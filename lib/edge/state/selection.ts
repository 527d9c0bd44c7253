/**
 * The inputs of a consolidation. `selectMemories` is the selection rule as a query, the twin of
 * `lib/core/consolidate/select.ts`; `listMemories` gives every output with its thread, to be ranked by that.
 */
import type { Row } from "@libsql/client";
import { DAY_SECONDS } from "../../core/constants.ts";
import type { MemoryMode, SelectedMemory } from "../../core/types.ts";
import type { State } from "./open.ts";
import { memoryMode, optionalText, toOutput } from "./rows.ts";

/** A memory and whether its thread lets it be used. */
export type Memory = SelectedMemory & { readonly memoryMode: MemoryMode };

/** Characters that make no text: those JavaScript's `\s` matches. SQLite's own `trim` knows only the space. */
const BLANKS =
  "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";

/**
 * At most `limit` memories with text, of enabled threads (archived or missing ones too), touched within
 * `maxUnusedDays` before `now`: the most used and freshest, in ascending thread-id order. One reading, so the
 * snapshot is consistent.
 */
export async function selectMemories(
  state: State,
  rules: { readonly limit: number; readonly maxUnusedDays: number },
  now: number,
): Promise<SelectedMemory[]> {
  const result = await state.client.execute({
    sql: `WITH ranked AS (
        SELECT o.*, t.cwd, t.rollout_path, t.git_branch
        FROM stage1_outputs o JOIN threads t ON t.id = o.thread_id
        WHERE t.memory_mode = 'enabled' AND coalesce(o.last_usage, o.generated_at) >= :cutoff
          AND (trim(o.raw_memory, :blanks) <> '' OR trim(o.rollout_summary, :blanks) <> '')
        ORDER BY coalesce(o.usage_count, 0) DESC, coalesce(o.last_usage, o.generated_at) DESC,
          o.source_updated_at DESC, o.thread_id DESC
        LIMIT :limit)
      SELECT * FROM ranked ORDER BY thread_id`,
    args: { cutoff: now - rules.maxUnusedDays * DAY_SECONDS, blanks: BLANKS, limit: Math.max(rules.limit, 0) },
  });
  return result.rows.map(toSelected);
}

/** Every stored output with what its thread's row says now; in no order. */
export async function listMemories(state: State): Promise<Memory[]> {
  const { rows } = await state.client.execute(
    `SELECT o.*, t.cwd, t.rollout_path, t.git_branch, t.memory_mode
      FROM stage1_outputs o JOIN threads t ON t.id = o.thread_id`,
  );
  return rows.map((row) => ({ ...toSelected(row), memoryMode: memoryMode(row.memory_mode) }));
}

function toSelected(row: Row): SelectedMemory {
  return {
    ...toOutput(row),
    cwd: String(row.cwd),
    rolloutPath: String(row.rollout_path),
    gitBranch: optionalText(row.git_branch),
  };
}
