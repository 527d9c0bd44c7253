import type { State } from "../../lib/edge/state/open/open.ts";
import { TEST_NOW } from "./world.ts";

export interface MemorySeed {
  readonly threadId: string;
  readonly rawMemory?: string;
  readonly rolloutSummary?: string;
  readonly slug?: string | null;
  readonly sourceUpdatedAt?: number;
  readonly generatedAt?: number;
  readonly cwd?: string;
  readonly usageCount?: number | null;
  readonly lastUsage?: number | null;
}

/** A thread id that sorts by its number. */
export function threadId(number: number): string {
  return `0194f5a6-89ab-7cde-8123-${number.toString(16).padStart(12, "0")}`;
}

/** Puts a thread and its stage-1 output into the DB, as phase 1 would have left them; an output there is replaced. */
export async function seedMemory(state: State, seed: MemorySeed): Promise<void> {
  const updated = seed.sourceUpdatedAt ?? TEST_NOW - 86_400;
  const raw = seed.rawMemory ?? `---\ndescription: memory of ${seed.threadId}\n---\n\n- fact of ${seed.threadId}`;
  await state.client.batch(
    [
      {
        sql: `INSERT INTO threads (id, rollout_path, source, cwd, title, first_user_message, created_at, updated_at)
          VALUES (?, ?, 'cli', ?, 'title', 'hello', ?, ?) ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at`,
        args: [seed.threadId, `/transcripts/${seed.threadId}.jsonl`, seed.cwd ?? "/home/dev/app", updated, updated],
      },
      {
        sql: `INSERT OR REPLACE INTO stage1_outputs (thread_id, source_updated_at, raw_memory, rollout_summary,
            rollout_slug, generated_at, usage_count, last_usage) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        args: [
          seed.threadId,
          updated,
          raw,
          seed.rolloutSummary ?? `# Summary of ${seed.threadId}\n\nIt went well.`,
          seed.slug ?? null,
          seed.generatedAt ?? updated,
          seed.usageCount ?? null,
          seed.lastUsage ?? null,
        ],
      },
    ],
    "write",
  );
}
