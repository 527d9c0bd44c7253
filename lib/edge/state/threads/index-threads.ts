/**
 * What indexing reads and writes of `threads`. An unchanged tree costs one query; new rows go in by the hundred.
 * None of this makes a first writer: an index can be made anew at any time.
 */
import type { InStatement, InValue } from "@libsql/client";
import { fault } from "../../../core/fault.ts";
import type { IndexRow } from "../../../core/index/plan-index.ts";
import type { Thread } from "../../../core/types.ts";
import { enqueueForModes } from "../jobs/enqueue-phase2.ts";
import type { State } from "../open/open.ts";
import { optionalNumber, optionalText } from "../open/rows.ts";

/** Whose transcripts: one machine's under one codex home. */
export interface IndexScope {
  readonly machine: string;
  readonly codexHome: string;
}

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
}

/** The rows of all threads of one scope, as far as an unchanged tree needs them. */
export async function readIndexRows(state: State, scope: IndexScope): Promise<IndexRow[]> {
  // One JSON text instead of a row object each: half the time of an unchanged tree would go into those.
  const result = await state.client.execute({
    sql: `SELECT json_group_array(json_array(id, rollout_path, rollout_size, rollout_mtime_ms, rollout_inode,
        missing_since)) FROM threads WHERE machine = ? AND codex_home = ?`,
    args: [scope.machine, scope.codexHome],
  });
  const rows: IndexColumns[] = JSON.parse(String(result.rows[0]?.[0]));
  return rows.map(([id, path, size, mtimeMs, inode, missingSince]) => ({
    id,
    path,
    size: size ?? undefined,
    mtimeMs: mtimeMs ?? undefined,
    inode: inode ?? undefined,
    missing: missingSince !== null,
  }));
}

type IndexColumns = [string, string, number | null, number | null, string | null, number | null];

/** Of these threads, those that another machine or home has indexed and still has: id, size and mtime. */
export async function readForeignRows(state: State, ids: readonly string[], scope: IndexScope): Promise<IndexRow[]> {
  if (ids.length === 0) return [];
  const result = await state.client.execute({
    sql: `SELECT id, rollout_path, rollout_size, rollout_mtime_ms, rollout_inode FROM threads
      WHERE id IN (SELECT value FROM json_each(?)) AND NOT (machine = ? AND codex_home = ?) AND missing_since IS NULL`,
    args: [JSON.stringify(ids), scope.machine, scope.codexHome],
  });
  return result.rows.map((row) => ({
    id: String(row[0]),
    path: String(row[1]),
    size: optionalNumber(row[2]),
    mtimeMs: optionalNumber(row[3]),
    inode: optionalText(row[4]),
    missing: false,
  }));
}

/** The same for all rows of a statement: its first values. */
const SHARED = ["machine", "codex_home", "indexed_at"] as const;
const COLUMNS = [
  ...SHARED,
  "missing_since",
  "id",
  "rollout_path",
  "source",
  "cwd",
  "title",
  "first_user_message",
  "created_at",
  "updated_at",
  "memory_mode",
  "archived",
  "git_sha",
  "git_branch",
  "git_origin_url",
  "model_provider",
  "cli_version",
  "tokens_used",
  "forked_from_id",
  "agent_role",
  "agent_nickname",
  "rollout_size",
  "rollout_mtime_ms",
  "rollout_inode",
  "tail_offset",
  "tail_hash",
  "index_state",
] as const;

const UPSERT_HEAD = `INSERT INTO threads (${COLUMNS.join(", ")}) VALUES `;
/** A transcript that was read is there: no row of ours is missing. */
const ROW_VALUES = `(?1, ?2, ?3, NULL, ${COLUMNS.slice(SHARED.length + 1)
  .map(() => "?")
  .join(", ")})`;
/** `polluted` does not go back by itself; another machine's row is taken over when it is gone there or older. */
const UPSERT_TAIL = ` ON CONFLICT (id) DO UPDATE SET ${COLUMNS.filter((name) => name !== "id" && name !== "memory_mode")
  .map((name) => `${name} = excluded.${name}`)
  .join(", ")}, memory_mode = CASE WHEN excluded.memory_mode = 'enabled' AND threads.memory_mode = 'polluted'
    THEN 'polluted' ELSE excluded.memory_mode END
  WHERE (threads.machine = excluded.machine AND threads.codex_home = excluded.codex_home)
    OR threads.missing_since IS NOT NULL OR threads.updated_at < excluded.updated_at`;

/** Rows of one statement: SQLite takes 32,766 values. */
export const STORE_BATCH = 250;

/**
 * Inserts or updates the rows of threads of one machine and home, `STORE_BATCH` at most, in one transaction. A thread
 * that leaves `enabled` while its output is in the current selection asks for a consolidation in the same one.
 */
export async function storeThreads(state: State, threads: readonly IndexedThread[], now: number): Promise<void> {
  const [first] = threads;
  if (first === undefined) return;
  const upsert: InStatement = {
    sql: UPSERT_HEAD + threads.map(() => ROW_VALUES).join(",") + UPSERT_TAIL,
    args: [first.thread.machine, first.thread.codexHome, now, ...threads.flatMap(valuesOf)],
  };
  const leaving = threads.filter(({ thread }) => thread.memoryMode !== "enabled");
  const modes = leaving.map(({ thread }) => ({ id: thread.id, mode: thread.memoryMode }));
  fault("state.index", first.thread.rolloutPath);
  await state.client.batch(modes.length > 0 ? [enqueueForModes(modes), upsert] : [upsert], "write");
}

function valuesOf({ thread, ...index }: IndexedThread): InValue[] {
  return [
    thread.id,
    thread.rolloutPath,
    thread.source,
    thread.cwd,
    thread.title,
    thread.firstUserMessage,
    thread.createdAt,
    thread.updatedAt,
    thread.memoryMode,
    thread.archived ? 1 : 0,
    thread.gitSha ?? null,
    thread.gitBranch ?? null,
    thread.gitOriginUrl ?? null,
    thread.modelProvider ?? null,
    thread.cliVersion ?? null,
    thread.tokensUsed,
    thread.forkedFromId ?? null,
    thread.agentRole ?? null,
    thread.agentNickname ?? null,
    index.size,
    index.mtimeMs ?? null,
    index.inode,
    index.tailOffset ?? null,
    index.tailHash ?? null,
    index.indexState ?? null,
  ];
}
