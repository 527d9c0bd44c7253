/**
 * The inputs of a consolidation. `selectHeads` is the selection rule as a query, the twin of
 * `lib/core/consolidate/select.ts`; `readTexts` gives the texts of what it selected; `listMemories` gives every output
 * with its thread, to be ranked by that.
 */
import { eq, getTableColumns, sql } from "drizzle-orm";
import { planSelection, type SelectionRules, selectBest, selectionCutoff } from "../../../core/consolidate/select.ts";
import type { MemoryHead, MemoryMode, MemoryTexts, SelectedMemory } from "../../../core/types.ts";
import type { State } from "../open/open.ts";
import { memoryMode, toOutput } from "../open/rows.ts";
import { run } from "../open/run.ts";
import { hasText, stage1Outputs, threads } from "../open/schema.ts";

/** A memory and whether its thread lets it be used. */
export type Memory = SelectedMemory & { readonly memoryMode: MemoryMode };

/** The memories to consolidate, without their texts. */
export interface Selection {
  /** In ascending thread-id order. */
  readonly memories: readonly MemoryHead[];
  /** Names all texts as they are stored now; undefined when this database does not say. */
  readonly revision: string | undefined;
  /** Memories of the last selection that are past their time and were kept eligible, since they are too many. */
  readonly heldBack: number;
}

/** The texts of some memories, read in one go. */
export interface TextPage {
  readonly texts: ReadonlyMap<string, MemoryTexts>;
  readonly revision: string | undefined;
}

const REVISION = sql<string | null>`(SELECT value FROM meta WHERE key = 'texts_revision')`;

/**
 * At most `limit` memories with text, of enabled threads (archived or missing ones too), touched within
 * `maxUnusedDays` before `activeNow`: the most used and freshest. What age alone would drop of the last selection is
 * held back when it is the better part of it. One reading, so the snapshot is consistent, and one value for all rows,
 * which is several times as quick as rows are. Two indexes tell everything, so that no text is read.
 */
export async function selectHeads(state: State, rules: SelectionRules, activeNow: number): Promise<Selection> {
  const cutoff = selectionCutoff(rules, activeNow);
  const [row] = await run(
    state.orm.all<{ revision: string | null; last_selected: number; memories: string }>(sql`
      WITH last AS MATERIALIZED (SELECT thread_id FROM stage1_outputs WHERE selected_for_phase2 <> 0)
      SELECT ${REVISION} AS revision, (SELECT count(*) FROM last) AS last_selected,
        json_group_array(json_array(id, source, slug, generated, uses, used, cwd, path, branch, was_selected))
          AS memories
      FROM (SELECT o.thread_id AS id, o.source_updated_at AS source, o.rollout_slug AS slug,
          o.generated_at AS generated, o.usage_count AS uses, o.last_usage AS used, t.cwd AS cwd,
          t.rollout_path AS path, t.git_branch AS branch, o.thread_id IN last AS was_selected
        FROM stage1_outputs o CROSS JOIN threads t ON t.id = o.thread_id
        WHERE t.memory_mode = 'enabled' AND (coalesce(o.last_usage, o.generated_at) >= ${cutoff} OR o.thread_id IN last)
          AND ${hasText(OUTPUT_TEXTS)})`),
  );
  const found: readonly HeadRow[] = JSON.parse(row?.memories ?? "[]");
  const lastSelected = row?.last_selected ?? 0;
  const { eligible, heldBack } = planSelection(found.map(toRankedHead), { lastSelected, ...rules }, activeNow);
  return { memories: selectBest(eligible, rules.limit), revision: row?.revision ?? undefined, heldBack };
}

const OUTPUT_TEXTS = { rawMemory: sql.raw("o.raw_memory"), rolloutSummary: sql.raw("o.rollout_summary") };

type HeadRow = readonly [
  threadId: string,
  sourceUpdatedAt: number,
  rolloutSlug: string | null,
  generatedAt: number,
  usageCount: number | null,
  lastUsage: number | null,
  cwd: string,
  rolloutPath: string,
  gitBranch: string | null,
  wasSelected: number,
];

/** By places: to take a row apart by a pattern is slow, and there are thousands before the compiler is warm. */
function toRankedHead(row: HeadRow) {
  return {
    threadId: row[0],
    sourceUpdatedAt: row[1],
    rolloutSlug: row[2] ?? undefined,
    generatedAt: row[3],
    usageCount: row[4] ?? undefined,
    lastUsage: row[5] ?? undefined,
    cwd: row[6],
    rolloutPath: row[7],
    gitBranch: row[8] ?? undefined,
    selectedForPhase2: row[9] === 1,
  };
}

/**
 * The texts of memories, by thread id. Left out are those that are gone, or that have been extracted anew since they
 * were selected.
 */
export async function readTexts(state: State, memories: readonly MemoryHead[]): Promise<TextPage> {
  const wanted = memories.map(({ threadId, sourceUpdatedAt, rolloutSlug }) => [threadId, sourceUpdatedAt, rolloutSlug]);
  const rows = await run(
    state.orm.all<TextRow>(sql`SELECT o.thread_id, o.raw_memory, o.rollout_summary, ${REVISION} AS revision
      FROM json_each(${JSON.stringify(wanted)}) w CROSS JOIN stage1_outputs o ON o.thread_id = w.value ->> 0
      WHERE o.source_updated_at = w.value ->> 1 AND o.rollout_slug IS w.value ->> 2`),
  );
  const texts = rows.map(
    (row) => [row.thread_id, { rawMemory: row.raw_memory, rolloutSummary: row.rollout_summary }] as const,
  );
  return { texts: new Map(texts), revision: rows[0]?.revision ?? undefined };
}

interface TextRow {
  readonly thread_id: string;
  readonly raw_memory: string;
  readonly rollout_summary: string;
  readonly revision: string | null;
}

/** Every stored output with what its thread's row says now; in no order. */
export async function listMemories(state: State): Promise<Memory[]> {
  const { cwd, rolloutPath, gitBranch, memoryMode: mode } = threads;
  const rows = await run(
    state.orm
      .select({ output: getTableColumns(stage1Outputs), cwd, rolloutPath, gitBranch, mode })
      .from(stage1Outputs)
      .innerJoin(threads, eq(threads.id, stage1Outputs.threadId)),
  );
  return rows.map(({ output, mode, gitBranch, ...thread }) => ({
    ...toOutput(output),
    ...thread,
    gitBranch: gitBranch ?? undefined,
    memoryMode: memoryMode(mode),
  }));
}
