/**
 * The inputs of a consolidation. `selectMemories` is the selection rule as a query, the twin of
 * `lib/core/consolidate/select.ts`; `listMemories` gives every output with its thread, to be ranked by that.
 */
import { eq } from "drizzle-orm";
import { DAY_SECONDS } from "../../core/constants.ts";
import type { MemoryMode, SelectedMemory } from "../../core/types.ts";
import type { State } from "./open.ts";
import { read } from "./read.ts";
import { optionalNumber, optionalText, toOutput } from "./rows.ts";
import { stage1Outputs, threads } from "./schema.ts";

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
  return result.rows.map((row) => ({
    threadId: String(row.thread_id),
    sourceUpdatedAt: Number(row.source_updated_at),
    rawMemory: String(row.raw_memory),
    rolloutSummary: String(row.rollout_summary),
    rolloutSlug: optionalText(row.rollout_slug),
    generatedAt: Number(row.generated_at),
    usageCount: optionalNumber(row.usage_count),
    lastUsage: optionalNumber(row.last_usage),
    selectedForPhase2: Number(row.selected_for_phase2) === 1,
    selectedForPhase2SourceUpdatedAt: optionalNumber(row.selected_for_phase2_source_updated_at),
    cwd: String(row.cwd),
    rolloutPath: String(row.rollout_path),
    gitBranch: optionalText(row.git_branch),
  }));
}

/** Every stored output with what its thread's row says now; in no order. */
export async function listMemories(state: State): Promise<Memory[]> {
  const rows = await read(state, (orm) =>
    orm
      .select({
        output: stage1Outputs,
        cwd: threads.cwd,
        rolloutPath: threads.rolloutPath,
        gitBranch: threads.gitBranch,
        memoryMode: threads.memoryMode,
      })
      .from(stage1Outputs)
      .innerJoin(threads, eq(threads.id, stage1Outputs.threadId)),
  );
  return rows.map((row) => ({
    ...toOutput(row.output),
    cwd: row.cwd,
    rolloutPath: row.rolloutPath,
    gitBranch: row.gitBranch ?? undefined,
    memoryMode: row.memoryMode,
  }));
}
