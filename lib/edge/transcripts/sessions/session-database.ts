import type { Client } from "@libsql/client";
import { FORMATS, type RecordAgent } from "../../../core/agents/formats.ts";
import type { RecordSink } from "../../../core/agents/record-lines.ts";
import type { AgentStep } from "../../../core/agents/session/agent-step.ts";
import type { MetadataState } from "../../../core/agents/session/metadata-state.ts";
import { MetadataReader } from "../../../core/agents/session/read-metadata.ts";
import { type StepCounts, StepReader } from "../../../core/agents/session/step-reader.ts";
import { DAY_SECONDS } from "../../../core/constants.ts";
import { type JsonObject, parseObject } from "../../../core/text/json.ts";

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
export async function isSessionDatabase(client: Client): Promise<boolean> {
  for (const [table, wanted] of Object.entries(TABLES)) {
    const columns = await columnsOf(client, table);
    if (!wanted.every((column) => columns.has(column))) return false;
  }
  return true;
}

/** The sessions of a database, newest last; with `only` that one alone. */
export async function databaseSessions(client: Client, only?: string): Promise<DatabaseSession[]> {
  const there = await columnsOf(client, "session");
  const columns = SESSION_COLUMNS.filter((column) => there.has(column));
  const which = only === undefined ? "" : " where id = ?";
  const { rows } = await client.execute({
    sql: `select ${columns.join(", ")} from session${which} order by time_updated, id`,
    args: only === undefined ? [] : [only],
  });
  return rows.map((row) => {
    const object = Object.fromEntries(columns.map((column) => [column, row[column] ?? undefined]));
    return { id: String(row.id), updatedMs: Number(row.time_updated) || 0, row: object };
  });
}

/** How many sessions of the person a database has. */
export async function countDatabaseSessions(client: Client): Promise<number> {
  const isOwn = (await columnsOf(client, "session")).has("parent_id") ? " where parent_id is null" : "";
  const { rows } = await client.execute(`select count(*) as n from session${isOwn}`);
  return Number(rows[0]?.n);
}

async function columnsOf(client: Client, table: string): Promise<ReadonlySet<string>> {
  const { rows } = await client.execute({ sql: "select name from pragma_table_info(?)", args: [table] });
  return new Set(rows.map((row) => String(row.name)));
}

/** A longer value is skipped without ever being held. */
const MAX_VALUE_BYTES = 64 * 1024 * 1024;
const MESSAGES_AT_ONCE = 50;

/** The metadata of one session: what the person said, and the names of the tools that were called. */
export async function indexDatabaseSession(
  client: Client,
  agent: RecordAgent,
  session: DatabaseSession,
): Promise<MetadataState> {
  const reader = new MetadataReader(FORMATS[agent], session.updatedMs + DAY_SECONDS * 1_000);
  reader.record({ session: session.row });
  await feedMessages(client, session.id, reader, "user");
  const { rows } = await client.execute({
    sql: `select distinct json_extract(data, '$.tool') as tool from part
          where session_id = ? and length(data) <= ?
          and case when json_valid(data) then json_extract(data, '$.type') end = 'tool'`,
    args: [session.id, MAX_VALUE_BYTES],
  });
  const parts = rows.map(({ tool }) => ({ type: "tool", tool, state: {} }));
  reader.record({ info: { role: "assistant" }, parts });
  return reader.result();
}

/** Reads one session whole and gives its steps in their order. */
export async function readDatabaseSession(
  client: Client,
  agent: RecordAgent,
  session: DatabaseSession,
  sink: (step: AgentStep) => void,
): Promise<StepCounts> {
  const reader = new StepReader(FORMATS[agent], sink, "one");
  reader.record({ session: session.row }, 0);
  await feedMessages(client, session.id, reader, "all");
  return reader.end();
}

/** Feeds a session's messages with their parts, a page at a time. */
async function feedMessages(client: Client, id: string, sink: RecordSink, which: "user" | "all"): Promise<void> {
  let [time, last, line] = [Number.MIN_SAFE_INTEGER, "", 0];
  for (;;) {
    const { rows } = await client.execute({
      sql: `select id, time_created, case when length(data) <= ? then data end as data from message
            where session_id = ? and (time_created, id) > (?, ?)
            ${which === "user" ? "and case when json_valid(data) then json_extract(data, '$.role') end = 'user'" : ""}
            order by time_created, id limit ?`,
      args: [MAX_VALUE_BYTES, id, time, last, MESSAGES_AT_ONCE],
    });
    if (rows.length === 0) return;
    const parts = await partsOf(
      client,
      rows.map((row) => String(row.id)),
    );
    for (const row of rows) {
      [time, last, line] = [Number(row.time_created), String(row.id), line + 1];
      const info = parseObject(String(row.data ?? ""));
      if (info === undefined) sink.skipped();
      else sink.record({ info: { ...info, id: last, time: { created: time } }, parts: parts.get(last) ?? [] }, line);
    }
  }
}

async function partsOf(client: Client, messages: readonly string[]): Promise<ReadonlyMap<string, JsonObject[]>> {
  const { rows } = await client.execute({
    sql: `select message_id, case when length(data) <= ? then data end as data from part
          where message_id in (${messages.map(() => "?").join(", ")}) order by message_id, id`,
    args: [MAX_VALUE_BYTES, ...messages],
  });
  const parts = new Map<string, JsonObject[]>();
  for (const row of rows) {
    const part = parseObject(String(row.data ?? ""));
    if (part === undefined) continue;
    const of = parts.get(String(row.message_id));
    if (of === undefined) parts.set(String(row.message_id), [part]);
    else of.push(part);
  }
  return parts;
}
