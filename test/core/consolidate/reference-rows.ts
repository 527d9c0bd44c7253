import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { SelectedMemory } from "../../../lib/core/types.ts";

const REFERENCE = fileURLToPath(new URL("../../../fixtures/reference/", import.meta.url));

const Rows = z.object({
  threads: z.array(
    z.object({ id: z.string(), cwd: z.string(), rollout_path: z.string(), git_branch: z.string().nullable() }),
  ),
  stage1_outputs: z.array(
    z.object({
      thread_id: z.string(),
      source_updated_at: z.number(),
      raw_memory: z.string(),
      rollout_summary: z.string(),
      rollout_slug: z.string().nullable(),
      generated_at: z.number(),
      usage_count: z.number().nullable(),
      last_usage: z.number().nullable(),
      selected_for_phase2: z.number(),
      selected_for_phase2_source_updated_at: z.number().nullable(),
    }),
  ),
});

/** The rows that the reference selected, with what its generated files show of their threads. */
export function referenceSelection(): SelectedMemory[] {
  const rows = Rows.parse(JSON.parse(readFileSync(`${REFERENCE}state.json`, "utf8")));
  return rows.stage1_outputs
    .filter((row) => row.selected_for_phase2 === 1)
    .map((row) => {
      const thread = rows.threads.find(({ id }) => id === row.thread_id);
      if (thread === undefined) throw new Error(`no thread row for ${row.thread_id}`);
      return {
        threadId: row.thread_id,
        sourceUpdatedAt: row.source_updated_at,
        rawMemory: row.raw_memory,
        rolloutSummary: row.rollout_summary,
        rolloutSlug: row.rollout_slug ?? undefined,
        generatedAt: row.generated_at,
        usageCount: row.usage_count ?? undefined,
        lastUsage: row.last_usage ?? undefined,
        selectedForPhase2: true,
        selectedForPhase2SourceUpdatedAt: row.selected_for_phase2_source_updated_at ?? undefined,
        madeBy: undefined,
        promptHash: undefined,
        cwd: thread.cwd,
        rolloutPath: thread.rollout_path,
        gitBranch: thread.git_branch ?? undefined,
      };
    });
}

/** A file that the reference wrote, as bytes. */
export function referenceFile(path: string): Buffer<ArrayBuffer> {
  return Buffer.from(readFileSync(`${REFERENCE}memories/${path}`));
}

/** A memory with everything filled in; a test names only what it is about. */
export function memory(overrides: Partial<SelectedMemory> = {}): SelectedMemory {
  return {
    threadId: "0194f5a6-89ab-7cde-8123-456789abcdef",
    sourceUpdatedAt: 1_780_000_000,
    rawMemory: "raw",
    rolloutSummary: "summary",
    rolloutSlug: undefined,
    generatedAt: 1_780_000_000,
    usageCount: undefined,
    lastUsage: undefined,
    selectedForPhase2: false,
    selectedForPhase2SourceUpdatedAt: undefined,
    madeBy: undefined,
    promptHash: undefined,
    cwd: "/repo",
    rolloutPath: "/codex/sessions/rollout.jsonl",
    gitBranch: undefined,
    ...overrides,
  };
}
