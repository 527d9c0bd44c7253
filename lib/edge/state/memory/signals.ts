/** The words of a person that memories rest on: written with the memory, gone with it. */
import { asc, type SQL, sql } from "drizzle-orm";
import { freeGrownMemory } from "../../process/free-memory.ts";
import type { State } from "../open/open.ts";
import { type Present, present } from "../open/rows.ts";
import { isAmong, run } from "../open/run.ts";
import { signals } from "../open/schema.ts";

/** One quotation. `verified`: a row of the person holds it, in that line of the transcript, which begins at that byte. */
export type Signal = Omit<Present<typeof signals.$inferSelect>, "threadId">;

/**
 * Statements of a batch that has just stored a memory: its signals become these, in their order, provided that the
 * memory was made of what the job claimed. `isHeld`: a condition about the job's row in `jobs`.
 */
export function replaceSignals({ orm }: State, threadId: string, found: readonly Signal[], isHeld: SQL) {
  const rows = JSON.stringify(found.map(({ quote, verified, line, byte }) => [quote, verified, line, byte]));
  const isStored = sql`EXISTS (SELECT 1 FROM jobs JOIN stage1_outputs o ON o.thread_id = jobs.job_key
    WHERE ${isHeld} AND o.source_updated_at = jobs.input_watermark)`;
  return [
    orm.delete(signals).where(sql`${signals.threadId} = ${threadId} AND ${isStored}`),
    orm.run(sql`INSERT INTO signals (thread_id, quote, verified, line, byte)
      SELECT ${threadId}, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(${rows}) WHERE ${isStored}`),
  ] as const;
}

/** So many threads have their rows read at a time: a row takes many times what it holds. */
const PAGE = 256;

/** The signals of some threads, by thread id, each in the order in which they were stored. */
export async function readSignals(state: State, threadIds: readonly string[]): Promise<Map<string, Signal[]>> {
  const found = new Map<string, Signal[]>();
  for (let at = 0; at < threadIds.length; at += PAGE) {
    const page = isAmong(signals.threadId, threadIds.slice(at, at + PAGE));
    const rows = await run(state.orm.select().from(signals).where(page).orderBy(asc(sql`rowid`)));
    for (const { threadId, ...signal } of rows) {
      found.set(threadId, [...(found.get(threadId) ?? []), present(signal)]);
    }
    freeGrownMemory();
  }
  return found;
}
