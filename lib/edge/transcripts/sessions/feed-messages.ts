import { setImmediate } from "node:timers/promises";
import type { RecordSink } from "../../../core/agents/record-lines.ts";
import { type JsonObject, parseObject } from "../../../core/text/json.ts";
import type { SqliteRow, SqliteSnapshot } from "./sqlite-snapshot.ts";

/** A longer value is skipped without ever being held. */
export const MAX_VALUE_BYTES = 64 * 1024 * 1024;

/** Which messages of a session are fed. */
type Which = "all" | "user" | "others";

/** A role that is `user` stands there as this word, unless it is written with an escape. */
const MAY_BE_USER = "(instr(m.data, '\"user\"') > 0 or instr(m.data, '\\u') > 0)";
const IS_USER = `coalesce(case when ${MAY_BE_USER} and json_valid(m.data) then json_extract(m.data, '$.role') end = 'user', 0)`;
const CONDITION: Readonly<Record<Which, string>> = { all: "", user: `and ${IS_USER}`, others: `and not ${IS_USER}` };

/** The messages of a session in their order. Bytes are cheaper to hand over than texts, which are checked once more. */
const messagesSql = (which: Which) => `
  select m.id, m.time_created, case when octet_length(m.data) <= ? then cast(m.data as blob) end as data
  from message m where m.session_id = ? ${CONDITION[which]} order by m.time_created, m.id`;
/** Their parts, in the same order. Files, mostly pictures, are no words: what is attached is left where it is. */
const partsSql = (which: Which) => `
  select m.id, case when p.data glob '{"type":"file",*' then cast('{"type":"file"}' as blob)
    when octet_length(p.data) <= ? then cast(p.data as blob) end as data
  from message m cross join part p on p.message_id = m.id
  where m.session_id = ? ${CONDITION[which]} order by m.time_created, m.id, p.id`;
/** Signals get their turn once in this many messages. */
const MESSAGES_PER_TURN = 200;

/**
 * Feeds a session's messages with their parts, one message at a time: two queries, one beside the other, since a query
 * for each message costs more than what it finds.
 */
export async function feedMessages(
  snapshot: SqliteSnapshot,
  id: string,
  sink: RecordSink,
  which: Which,
  signal?: AbortSignal,
): Promise<void> {
  const parts = snapshot.rows(partsSql(which), MAX_VALUE_BYTES, id)[Symbol.iterator]();
  let part = parts.next();
  let line = 0;
  try {
    for (const row of snapshot.rows(messagesSql(which), MAX_VALUE_BYTES, id)) {
      line += 1;
      const messageId = String(row.id);
      const own: JsonObject[] = [];
      for (; part.done !== true && String(part.value.id) === messageId; part = parts.next()) {
        const object = objectIn(part.value);
        if (object !== undefined) own.push(object);
      }
      const info = objectIn(row);
      if (info === undefined) sink.skipped();
      else
        sink.record(
          { info: { ...info, id: messageId, time: { created: Number(row.time_created) } }, parts: own },
          line,
        );
      if (line % MESSAGES_PER_TURN !== 0) continue;
      await setImmediate();
      signal?.throwIfAborted();
    }
  } finally {
    parts.return?.();
  }
}

function objectIn({ data }: SqliteRow): JsonObject | undefined {
  return data instanceof Uint8Array ? parseObject(UTF8.decode(data)) : undefined;
}

const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });
