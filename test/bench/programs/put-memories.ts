import { Database, type SQLQueryBindings } from "bun:sqlite";
import { threadId } from "../../helpers/memories.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { memoryTexts } from "../content/memory-texts.ts";

const DAY_SECONDS = 86_400;

/** Which memories are put, and what is added to their texts. */
export interface Put {
  readonly count: number;
  /** Of so many memories one. */
  readonly every?: number;
  readonly added?: string;
}

/**
 * Puts memories into a state DB that some build of the program made, as its phase 1 would have left them: only columns
 * that every build has are named. Says how many.
 */
export function putMemories(database: string, { count, every = 1, added = "" }: Put): number {
  const db = new Database(database);
  try {
    const thread = db.query(
      `insert into threads (id, rollout_path, source, cwd, title, first_user_message, created_at, updated_at)
       values (?, ?, 'cli', '/home/dev/app', 'title', 'hello', ?, ?) on conflict (id) do nothing`,
    );
    const output = db.query(
      `insert into stage1_outputs (thread_id, source_updated_at, raw_memory, rollout_summary, rollout_slug, generated_at)
       values (?, ?, ?, ?, ?, ?) on conflict (thread_id) do update set
       raw_memory = excluded.raw_memory, rollout_summary = excluded.rollout_summary`,
    );
    const updated = TEST_NOW - DAY_SECONDS;
    const chosen = Array.from({ length: count }, (_, n) => n).filter((n) => n % every === 0);
    db.transaction(() => {
      for (const n of chosen) {
        const id = threadId(n);
        const { rawMemory, recap } = memoryTexts(n);
        const row: SQLQueryBindings[] = [id, updated, rawMemory + added, recap + added, `a session ${n}`, updated];
        thread.run(id, `/transcripts/${id}.jsonl`, updated, updated);
        output.run(...row);
      }
    })();
    return chosen.length;
  } finally {
    db.close();
  }
}
