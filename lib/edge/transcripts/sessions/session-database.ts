import { setImmediate } from "node:timers/promises";
import { FORMATS, type RecordAgent } from "../../../core/agents/formats.ts";
import type { RecordSink } from "../../../core/agents/record-lines.ts";
import type { AgentStep } from "../../../core/agents/session/agent-step.ts";
import type { MetadataState } from "../../../core/agents/session/metadata-state.ts";
import { MetadataReader } from "../../../core/agents/session/read-metadata.ts";
import { type StepCounts, StepReader } from "../../../core/agents/session/step-reader.ts";
import { DAY_SECONDS } from "../../../core/constants.ts";
import { type JsonObject, parseObject } from "../../../core/text/json.ts";
import type { SqliteCopy, SqliteRow } from "./sqlite-copy.ts";

/** A session's row in the database of OpenCode or Kilo. */
export interface DatabaseSession {
  readonly id: string;
  /** When the session was last changed, in milliseconds. */
  readonly updatedMs: number;
  readonly row: JsonObject;
}

/** Columns without which a database is another program's. */
const TABLES = {
  session: ["id", "directory", "time_created", "time_updated"],
  message: ["id", "session_id", "time_created", "data"],
  part: ["id", "message_id", "session_id", "data"],
} as const;

/** Columns of a session that are read where they are there. */
const SESSION_COLUMNS =
  "id parent_id directory title version time_created time_updated time_archived permission agent model".split(" ");

/** Whether a database has the tables of OpenCode: another program's under the same name is left alone. */
export function isSessionDatabase(copy: SqliteCopy): boolean {
  return Object.entries(TABLES).every(([table, wanted]) => {
    const columns = columnsOf(copy, table);
    return wanted.every((column) => columns.has(column));
  });
}

/** The sessions of a database, newest last; with `only` that one alone. */
export function databaseSessions(copy: SqliteCopy, only?: string): DatabaseSession[] {
  const there = columnsOf(copy, "session");
  const columns = SESSION_COLUMNS.filter((column) => there.has(column));
  const which = only === undefined ? "" : " where id = ?";
  const sql = `select ${columns.join(", ")} from session${which} order by time_updated, id`;
  return [...copy.rows(sql, ...(only === undefined ? [] : [only]))].map((row) => {
    const object = Object.fromEntries(columns.map((column) => [column, plainValue(row[column])]));
    return { id: String(row.id), updatedMs: Number(row.time_updated) || 0, row: object };
  });
}

/** How many sessions of the person a database has. */
export function countDatabaseSessions(copy: SqliteCopy): number {
  const isOwn = columnsOf(copy, "session").has("parent_id") ? " where parent_id is null" : "";
  const [row] = copy.rows(`select count(*) as n from session${isOwn}`);
  return Number(row?.n);
}

function columnsOf(copy: SqliteCopy, table: string): ReadonlySet<string> {
  return new Set([...copy.rows("select name from pragma_table_info(?)", table)].map(({ name }) => String(name)));
}

function plainValue(value: SqliteRow[string] | undefined): unknown {
  return typeof value === "bigint" ? Number(value) : (value ?? undefined);
}

/** A longer value is skipped without ever being held. */
const MAX_VALUE_BYTES = 64 * 1024 * 1024;

/**
 * The tools that a session called. Most parts tell in their first bytes whether they are a tool's and which: the texts
 * behind, which are nearly all of a database, are parsed for the others alone. A call whose record breaks off counts.
 */
const TOOLS_SQL = `
  with heads as materialized (
    select id, octet_length(data) as bytes, substr(data, 1, 1000) as head from part where session_id = ?
  ),
  named as (
    select id, bytes, head, case when head glob '{"type":"tool","tool":"?*","*'
      then substr(head, 24, instr(substr(head, 24), '"') - 1) end as name from heads
  ),
  tools as (
    select case
      when instr(name, '\\') = 0 then name
      when head glob '{"type":"[^t\\]*' or head glob '{"type":"te*' then null
      when bytes <= 1000 and instr(head, '"tool"') = 0 and instr(head, '\\') = 0 then null
      else (
        select json_extract(data, '$.tool') from part where part.id = named.id
        and octet_length(data) <= ? and case when json_valid(data) then json_extract(data, '$.type') end = 'tool'
      )
    end as tool from named
  )
  select distinct tool from tools where tool is not null`;

/** The metadata of one session: what the person said, and the names of the tools that were called. */
export async function indexDatabaseSession(
  copy: SqliteCopy,
  agent: RecordAgent,
  session: DatabaseSession,
): Promise<MetadataState> {
  const reader = new MetadataReader(FORMATS[agent], session.updatedMs + DAY_SECONDS * 1_000);
  reader.record({ session: session.row });
  await feedMessages(copy, session.id, reader, "user");
  if (reader.result().firstSaid === undefined) await feedUnspoken(copy, session.id, reader);
  const tools = [...copy.rows(TOOLS_SQL, session.id, MAX_VALUE_BYTES)];
  const parts = tools.map(({ tool }) => ({ type: "tool", tool, state: {} }));
  if (parts.length > 0) reader.record({ info: { role: "assistant" }, parts });
  return reader.result();
}

/** A table that the client makes and does not use yet: what stands there is of a form to come. */
const OTHER_MESSAGES = "session_message";
/** More records of a kind that nobody knows tell no more. */
const TOLD_RECORDS = 100;

/** Feeds what else a session holds in which no person was seen to speak: that its form has moved must show. */
async function feedUnspoken(copy: SqliteCopy, id: string, sink: RecordSink): Promise<void> {
  await feedMessages(copy, id, sink, "others");
  if (!columnsOf(copy, OTHER_MESSAGES).has("session_id")) return;
  const [row] = copy.rows(`select count(*) as n from ${OTHER_MESSAGES} where session_id = ?`, id);
  for (let n = Math.min(Number(row?.n), TOLD_RECORDS); n > 0; n -= 1) sink.record({}, 0);
}

/** Reads one session whole and gives its steps in their order. Throws the reason of `signal`. */
export async function readDatabaseSession(
  copy: SqliteCopy,
  agent: RecordAgent,
  session: DatabaseSession,
  sink: (step: AgentStep) => void,
  signal?: AbortSignal,
): Promise<StepCounts> {
  const reader = new StepReader(FORMATS[agent], sink, "one");
  reader.record({ session: session.row }, 0);
  await feedMessages(copy, session.id, reader, "all", signal);
  return reader.end();
}

const MESSAGES_SQL = `select id, time_created, case when octet_length(data) <= ? then data end as data from message
  where session_id = ? order by time_created, id`;
const ROLE = "case when json_valid(data) then json_extract(data, '$.role') end";
const messagesWhere = (condition: string) => MESSAGES_SQL.replace("order by", `and ${condition} order by`);
const MESSAGES_OF = {
  all: MESSAGES_SQL,
  user: messagesWhere(`${ROLE} = 'user'`),
  others: messagesWhere(`${ROLE} is not 'user'`),
};
/** Files, mostly pictures, are no words: what is attached is left where it is. */
const PARTS_SQL = `select case when data glob '{"type":"file",*' then '{"type":"file"}'
  when octet_length(data) <= ? then data end as data from part where message_id = ? order by id`;
/** Signals get their turn once in this many messages. */
const MESSAGES_PER_TURN = 200;

/** Feeds a session's messages with their parts, one at a time. */
async function feedMessages(
  copy: SqliteCopy,
  id: string,
  sink: RecordSink,
  which: keyof typeof MESSAGES_OF,
  signal?: AbortSignal,
): Promise<void> {
  let line = 0;
  for (const row of copy.rows(MESSAGES_OF[which], MAX_VALUE_BYTES, id)) {
    line += 1;
    const messageId = String(row.id);
    const info = objectIn(row);
    if (info === undefined) sink.skipped();
    else {
      const time = { created: Number(row.time_created) };
      sink.record({ info: { ...info, id: messageId, time }, parts: partsOf(copy, messageId) }, line);
    }
    if (line % MESSAGES_PER_TURN !== 0) continue;
    await setImmediate();
    signal?.throwIfAborted();
  }
}

function partsOf(copy: SqliteCopy, messageId: string): JsonObject[] {
  const parts: JsonObject[] = [];
  for (const row of copy.rows(PARTS_SQL, MAX_VALUE_BYTES, messageId)) {
    const part = objectIn(row);
    if (part !== undefined) parts.push(part);
  }
  return parts;
}

function objectIn({ data }: SqliteRow): JsonObject | undefined {
  return typeof data === "string" ? parseObject(data) : undefined;
}
