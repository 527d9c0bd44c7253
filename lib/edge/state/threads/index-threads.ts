/**
 * What indexing reads and writes of `threads`. An unchanged tree costs one query; new rows go in by the hundred.
 * None of this makes a first writer: an index can be made anew at any time.
 */
import type { InStatement, InValue } from "@libsql/client";
import { getTableColumns, type Placeholder, type Query, sql } from "drizzle-orm";
import { fault } from "../../../core/fault.ts";
import type { IndexRow } from "../../../core/index/plan-index.ts";
import { parseSessionIndex, renderSessionIndex, type SessionIndex } from "../../../core/index/session-index.ts";
import type { Thread } from "../../../core/types.ts";
import { enqueueForModes } from "../jobs/enqueue-phase2.ts";
import type { State } from "../open/open.ts";
import { run } from "../open/run.ts";
import { threads as threadTable } from "../open/schema.ts";
import { inScope } from "./in-scope.ts";
import type { IndexScope } from "./index-scope.ts";

/** A thread's row with what proves its file unchanged or grown the next time. */
export interface IndexedThread {
  readonly thread: Thread;
  readonly size: number;
  /** Undefined: not to be trusted. */
  readonly mtimeMs: number | undefined;
  readonly inode: string;
  readonly tailOffset: number | undefined;
  readonly tailHash: string | undefined;
  readonly indexState: string | undefined;
  /** `legacy`, `paginated`, or what a later version calls its form. */
  readonly historyMode: string | undefined;
  /** For a thread in several files. */
  readonly session: SessionIndex | undefined;
  /** About how much evidence it gives. */
  readonly evidenceBytes: number;
}

/** The rows of all threads of one scope, as far as an unchanged tree needs them. */
export async function readIndexRows(state: State, scope: IndexScope): Promise<IndexRow[]> {
  // One JSON text instead of a row object each: half the time of an unchanged tree would go into those.
  const { id, rolloutPath, rolloutSize, rolloutMtimeMs, rolloutInode, missingSince, sessionFiles } = threadTable;
  const all = sql<string>`json_group_array(json_array(${id}, ${rolloutPath}, ${rolloutSize}, ${rolloutMtimeMs},
    ${rolloutInode}, ${missingSince}, ${sessionFiles}))`;
  const [row] = await run(state.orm.select({ all }).from(threadTable).where(inScope(scope)));
  const rows: IndexColumns[] = JSON.parse(row?.all ?? "[]");
  return rows.map(([id, path, size, mtimeMs, inode, missingSince, session]) => ({
    id,
    path,
    size: size ?? undefined,
    mtimeMs: mtimeMs ?? undefined,
    inode: inode ?? undefined,
    missing: missingSince !== null,
    session: session === null ? undefined : parseSessionIndex(session),
  }));
}

type IndexColumns = [string, string, number | null, number | null, string | null, number | null, string | null];

/** Rows of one statement: SQLite takes 32,766 values. */
export const STORE_BATCH = 250;

/**
 * Inserts or updates the rows of threads of one machine and home, `STORE_BATCH` at most, in one transaction. A thread
 * that leaves `enabled` while its output is in the current selection asks for a consolidation in the same one.
 */
export async function storeThreads(state: State, threads: readonly IndexedThread[], now: number): Promise<void> {
  const [first] = threads;
  if (first === undefined) return;
  const upsert = { sql: upsertText(state, threads.length), args: threads.flatMap((one) => valuesOf(rowOf(one, now))) };
  const leaving = threads.filter(({ thread }) => thread.memoryMode !== "enabled");
  const modes = leaving.map(({ thread }) => ({ id: thread.id, mode: thread.memoryMode }));
  fault("state.index", first.thread.rolloutPath);
  const enqueue = modes.length > 0 ? [statementOf(enqueueForModes(state, modes).getQuery())] : [];
  await state.client.batch([...enqueue, upsert], "write");
}

const COLUMNS = Object.entries(getTableColumns(threadTable));
const ONE_ROW = `(${COLUMNS.map(() => "?").join(", ")})`;

/**
 * The statement for so many rows. To say it with drizzle takes longer than to run it when there are hundreds of rows of
 * some thirty values: so it is said for one, with a place for each value, and that is repeated.
 */
function upsertText({ orm }: State, count: number): string {
  const places = Object.fromEntries(COLUMNS.map(([key]) => [key, sql.placeholder(key)])) as Record<
    keyof Row,
    Placeholder
  >;
  const { sql: text } = orm
    .insert(threadTable)
    .values(places)
    .onConflictDoUpdate({ target: threadTable.id, set: OVERWRITTEN, setWhere: IS_OURS })
    .toSQL();
  return text.replace(ONE_ROW, () => Array.from({ length: count }, () => ONE_ROW).join(", "));
}

type Row = typeof threadTable.$inferInsert;

/** The values of a row in the order of the columns, as the driver takes them. */
function valuesOf(row: Row): InValue[] {
  return COLUMNS.map(([key, column]) => {
    const value = row[key as keyof Row] ?? column.default ?? null;
    return value === null ? null : (column.mapToDriverValue(value) as InValue);
  });
}

const statementOf = ({ sql: text, params }: Query): InStatement => ({ sql: text, args: params as InValue[] });

/** A transcript that was read is there: no row of ours is missing. */
function rowOf({ thread, ...index }: IndexedThread, now: number): Row {
  return {
    ...thread,
    missingSince: null,
    rolloutSize: index.size,
    rolloutMtimeMs: index.mtimeMs,
    rolloutInode: index.inode,
    indexedAt: now,
    tailOffset: index.tailOffset,
    tailHash: index.tailHash,
    indexState: index.indexState,
    historyMode: index.historyMode,
    sessionFiles: index.session === undefined ? null : renderSessionIndex(index.session),
    evidenceBytes: index.evidenceBytes,
  };
}

/** What holds a session's own words: reading the transcript of a forgotten thread again must not bring them back. */
const WORDS: ReadonlySet<string> = new Set(["title", "firstUserMessage"]);

/** What an upsert writes over a known row: everything. `polluted` does not go back by itself. */
const OVERWRITTEN = Object.fromEntries(
  COLUMNS.filter(([, column]) => column.name !== "id").map(([key, column]) => [key, overwriting(key, column.name)]),
);

function overwriting(key: string, column: string) {
  if (key === "memoryMode") return keptMode();
  return WORDS.has(key) ? blankWhenForgotten(column) : sql.raw(`excluded.${column}`);
}

function blankWhenForgotten(column: string) {
  return sql.raw(`CASE WHEN EXISTS (SELECT 1 FROM forgotten WHERE forgotten.thread_id = excluded.id)
    THEN '' ELSE excluded.${column} END`);
}

function keptMode() {
  return sql.raw(`CASE WHEN excluded.memory_mode = 'enabled' AND threads.memory_mode = 'polluted'
    THEN 'polluted' ELSE excluded.memory_mode END`);
}

/** Another machine's or home's row is taken over when it is gone there. */
const IS_OURS = sql.raw(`(threads.machine = excluded.machine AND threads.agent_home = excluded.agent_home)
  OR threads.missing_since IS NOT NULL`);
