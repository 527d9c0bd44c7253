/**
 * Counting citations. `countCitations` counts one message at once and each time (standard input);
 * `countTranscriptMessages` counts messages of transcripts, each only once however often it is read again and
 * however many forks copied it. Threads without a stored output are ignored; an id counts once a message.
 */
import { sql } from "drizzle-orm";
import { fault } from "../../../core/fault.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import { isAmong, run } from "../open/run.ts";
import { stage1Outputs } from "../open/schema.ts";

/** A message of a transcript that cites memories. */
export interface CitingMessage {
  /** `forked_from_id` of the thread, else its id. */
  readonly rootThreadId: string;
  /** Hash of the message's text. */
  readonly textHash: string;
  /** Which message with this text it is in its thread, from 1. */
  readonly occurrence: number;
  /** The cited thread ids, each once. */
  readonly threadIds: readonly string[];
}

/** Messages that one batch counts: bounds the size of a statement's JSON. */
const CHUNK = 500;

/** Counts one message that has no identity; the cited ids that had an output. `now`: the run's. */
export async function countCitations(state: State, threadIds: readonly string[], now: number): Promise<string[]> {
  const cited = [...new Set(threadIds)];
  if (cited.length === 0) return [];
  await admitWriter(state);
  fault("state.usage", `${cited.length}`);
  const rows = await run(
    state.orm
      .update(stage1Outputs)
      .set({ usageCount: sql`coalesce(${stage1Outputs.usageCount}, 0) + 1`, lastUsage: now })
      .where(isAmong(stage1Outputs.threadId, cited))
      .returning({ threadId: stage1Outputs.threadId }),
  );
  const counted = new Set(rows.map(({ threadId }) => threadId));
  return cited.filter((id) => counted.has(id));
}

/** What counting a batch of messages came to. */
export interface CountedMessages {
  /** Messages that no earlier count had seen. */
  readonly messages: number;
  /** Citations that were added to outputs. */
  readonly citations: number;
}

/**
 * Counts the messages that the ledger does not know, and enters them. `countId` is a new random id that marks this
 * call's entries. A crash between chunks loses nothing: each is one transaction, and the rest counts next time.
 */
export async function countTranscriptMessages(
  state: State,
  messages: readonly CitingMessage[],
  countId: string,
  now: number,
): Promise<CountedMessages> {
  let counted = 0;
  let citations = 0;
  for (let from = 0; from < messages.length; from += CHUNK) {
    const chunkId = `${countId}-${from}`;
    await admitWriter(state);
    fault("state.usage", chunkId);
    const chunk = messages.slice(from, from + CHUNK);
    const [entered, added] = await state.orm.batch([
      enter(state, chunk, chunkId, now),
      addToOutputs(state, chunkId, now),
    ]);
    counted += entered.length;
    citations += added.reduce((sum, row) => sum + row.added, 0);
  }
  return { messages: counted, citations };
}

function enter({ orm }: State, messages: readonly CitingMessage[], countId: string, now: number) {
  const rows = messages.map((one) => [one.rootThreadId, one.textHash, one.occurrence, [...new Set(one.threadIds)]]);
  return orm.all(sql`INSERT INTO usage_ledger
      (root_thread_id, text_hash, occurrence, thread_ids, counted_at, count_id)
    SELECT value ->> '$[0]', value ->> '$[1]', value ->> '$[2]', value -> '$[3]', ${now}, ${countId}
    FROM json_each(${JSON.stringify(rows)}) WHERE true
    ON CONFLICT (root_thread_id, text_hash, occurrence) DO NOTHING RETURNING occurrence`);
}

function addToOutputs({ orm }: State, countId: string, now: number) {
  return orm.all<{ added: number }>(sql`UPDATE stage1_outputs
    SET usage_count = coalesce(usage_count, 0) + cited.n, last_usage = ${now}
    FROM (SELECT id.value AS thread_id, count(*) AS n FROM usage_ledger l, json_each(l.thread_ids) id
      WHERE l.count_id = ${countId} GROUP BY id.value) AS cited
    WHERE stage1_outputs.thread_id = cited.thread_id
    RETURNING (SELECT count(*) FROM usage_ledger l, json_each(l.thread_ids) id
      WHERE l.count_id = ${countId} AND id.value = stage1_outputs.thread_id) AS added`);
}
