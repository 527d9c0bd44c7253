import { FORMATS, type RecordAgent } from "../../../core/agents/formats.ts";
import type { RecordSink } from "../../../core/agents/record-lines.ts";
import type { AgentStep } from "../../../core/agents/session/agent-step.ts";
import type { MetadataState } from "../../../core/agents/session/metadata-state.ts";
import { MetadataReader } from "../../../core/agents/session/read-metadata.ts";
import { type StepCounts, StepReader } from "../../../core/agents/session/step-reader.ts";
import { DAY_SECONDS } from "../../../core/constants.ts";
import type { JsonObject } from "../../../core/text/json.ts";
import { feedMessages, MAX_VALUE_BYTES } from "./feed-messages.ts";
import type { SqliteRow, SqliteSnapshot } from "./sqlite-snapshot.ts";

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
export function isSessionDatabase(snapshot: SqliteSnapshot): boolean {
  return Object.entries(TABLES).every(([table, wanted]) => {
    const columns = columnsOf(snapshot, table);
    return wanted.every((column) => columns.has(column));
  });
}

/** The sessions of a database, newest last; with `only` that one alone. */
export function databaseSessions(snapshot: SqliteSnapshot, only?: string): DatabaseSession[] {
  const there = columnsOf(snapshot, "session");
  const columns = SESSION_COLUMNS.filter((column) => there.has(column));
  const which = only === undefined ? "" : " where id = ?";
  const sql = `select ${columns.join(", ")} from session${which} order by time_updated, id`;
  return [...snapshot.rows(sql, ...(only === undefined ? [] : [only]))].map((row) => {
    const object = Object.fromEntries(columns.map((column) => [column, plainValue(row[column])]));
    return { id: String(row.id), updatedMs: Number(row.time_updated) || 0, row: object };
  });
}

/** How many sessions of the person a database has. */
export function countDatabaseSessions(snapshot: SqliteSnapshot): number {
  const isOwn = columnsOf(snapshot, "session").has("parent_id") ? " where parent_id is null" : "";
  const [row] = snapshot.rows(`select count(*) as n from session${isOwn}`);
  return Number(row?.n);
}

function columnsOf(snapshot: SqliteSnapshot, table: string): ReadonlySet<string> {
  return new Set([...snapshot.rows("select name from pragma_table_info(?)", table)].map(({ name }) => String(name)));
}

function plainValue(value: SqliteRow[string] | undefined): unknown {
  return typeof value === "bigint" ? Number(value) : (value ?? undefined);
}

/**
 * The tools that a session called. Most parts tell in their first bytes whether they are a tool's and which: the texts
 * behind, which are nearly all of a database, are parsed for the others alone. A call whose record breaks off counts.
 */
const TOOLS_SQL = `
  select distinct case
    when data glob '{"type":"tool","tool":"?*","*' and instr(named, '"') > 1 and instr(named, '\\') = 0
      then substr(named, 1, instr(named, '"') - 1)
    when data glob '{"type":"[^t\\]*' or data glob '{"type":"te*' then null
    when octet_length(data) <= 1000 and instr(data, '"tool"') = 0 and instr(data, '\\') = 0 then null
    else (
      select json_extract(data, '$.tool') from part where part.id = parts.id
      and octet_length(data) <= ? and case when json_valid(data) then json_extract(data, '$.type') end = 'tool'
    )
  end as tool
  from (select id, data, substr(data, 24, 100) as named from part where session_id = ?) as parts`;

/** The metadata of one session: what the person said, and the names of the tools that were called. */
export async function indexDatabaseSession(
  snapshot: SqliteSnapshot,
  agent: RecordAgent,
  session: DatabaseSession,
): Promise<MetadataState> {
  const reader = new MetadataReader(FORMATS[agent], session.updatedMs + DAY_SECONDS * 1_000);
  reader.record({ session: session.row });
  await feedMessages(snapshot, session.id, reader, "user");
  if (reader.result().firstSaid === undefined) await feedUnspoken(snapshot, session.id, reader);
  const tools = [...snapshot.rows(TOOLS_SQL, MAX_VALUE_BYTES, session.id)];
  const parts = tools.flatMap(({ tool }) => (tool === null ? [] : [{ type: "tool", tool, state: {} }]));
  if (parts.length > 0) reader.record({ info: { role: "assistant" }, parts });
  return reader.result();
}

/** A table that the client makes and does not use yet: what stands there is of a form to come. */
const OTHER_MESSAGES = "session_message";
/** More records of a kind that nobody knows tell no more. */
const TOLD_RECORDS = 100;

/** Feeds what else a session holds in which no person was seen to speak: that its form has moved must show. */
async function feedUnspoken(snapshot: SqliteSnapshot, id: string, sink: RecordSink): Promise<void> {
  await feedMessages(snapshot, id, sink, "others");
  if (!columnsOf(snapshot, OTHER_MESSAGES).has("session_id")) return;
  const [row] = snapshot.rows(`select count(*) as n from ${OTHER_MESSAGES} where session_id = ?`, id);
  for (let n = Math.min(Number(row?.n), TOLD_RECORDS); n > 0; n -= 1) sink.record({}, 0);
}

/** Reads one session whole and gives its steps in their order. Throws the reason of `signal`. */
export async function readDatabaseSession(
  snapshot: SqliteSnapshot,
  agent: RecordAgent,
  session: DatabaseSession,
  sink: (step: AgentStep) => void,
  signal?: AbortSignal,
): Promise<StepCounts> {
  const reader = new StepReader(FORMATS[agent], sink, "one");
  reader.record({ session: session.row }, 0);
  await feedMessages(snapshot, session.id, reader, "all", signal);
  return reader.end();
}
