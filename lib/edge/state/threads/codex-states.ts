/** What the reference's own database said of a codex home's threads, kept until that database changes. */
import { and, eq, sql } from "drizzle-orm";
import type { CodexThread } from "../../../core/agents/codex/codex-state.ts";
import { fault } from "../../../core/fault.ts";
import { parseObject } from "../../../core/text/json.ts";
import type { MemoryMode } from "../../../core/types.ts";
import { enqueueForModes } from "../jobs/enqueue-phase2.ts";
import type { State } from "../open/open.ts";
import { isAmong, run } from "../open/run.ts";
import { codexStates, threads } from "../open/schema.ts";
import { inScope } from "./in-scope.ts";
import type { IndexScope } from "./index-scope.ts";

/** Threads by id; those that are enabled and not archived are left out. */
export type CodexThreads = ReadonlyMap<string, CodexThread>;

export interface KeptCodexState {
  /** Of the database's files, when it was read; empty when there was none. */
  readonly fingerprint: string;
  readonly problem: string | undefined;
  readonly threads: CodexThreads;
}

const NOTHING_KEPT: KeptCodexState = { fingerprint: "", problem: undefined, threads: new Map() };

/** SQL that is true for a row of `threads` whose mode only an unreadable database knows; files of the old form know theirs. */
export const MODE_UNKNOWN = `(threads.memory_mode = 'enabled' AND coalesce(threads.history_mode, 'legacy') <> 'legacy'
  AND EXISTS (SELECT 1 FROM codex_states c WHERE c.machine = threads.machine AND c.codex_home = threads.agent_home
    AND c.problem IS NOT NULL))`;

export async function readCodexState(state: State, scope: IndexScope): Promise<KeptCodexState> {
  const [row] = await run(state.orm.select().from(codexStates).where(keptFor(scope)));
  if (row === undefined) return NOTHING_KEPT;
  const kept = Object.entries(parseObject(row.threads) ?? {});
  return {
    fingerprint: row.fingerprint,
    problem: row.problem ?? undefined,
    threads: new Map(kept.map(([id, value]) => [id, codexThread(value)])),
  };
}

function keptFor({ machine, agentHome }: IndexScope) {
  return and(eq(codexStates.machine, machine), eq(codexStates.codexHome, agentHome));
}

/** Keeps what the database said. */
export async function storeCodexState(state: State, scope: IndexScope, kept: KeptCodexState): Promise<void> {
  const threads = JSON.stringify(
    Object.fromEntries([...kept.threads].map(([id, thread]) => [id, [thread.memoryMode, thread.archived]])),
  );
  const said = { fingerprint: kept.fingerprint, problem: kept.problem ?? null, threads };
  fault("state.index", scope.agentHome);
  await run(
    state.orm
      .insert(codexStates)
      .values({ machine: scope.machine, codexHome: scope.agentHome, ...said })
      .onConflictDoUpdate({ target: [codexStates.machine, codexStates.codexHome], set: said }),
  );
}

/** A row as far as a change of the database's answer concerns it. */
export interface ModeRow {
  readonly id: string;
  readonly path: string;
  readonly indexState: string | undefined;
}

export async function readModeRows(state: State, scope: IndexScope, ids: readonly string[]): Promise<ModeRow[]> {
  if (ids.length === 0) return [];
  const { id, rolloutPath, indexState } = threads;
  const rows = await run(
    state.orm
      .select({ id, path: rolloutPath, indexState })
      .from(threads)
      .where(and(inScope(scope), isAmong(id, ids))),
  );
  return rows.map((row) => ({ ...row, indexState: row.indexState ?? undefined }));
}

export interface ModeChange {
  readonly id: string;
  readonly mode: MemoryMode;
  readonly archived: boolean;
}

/** Writes modes and archiving; `polluted` does not go back by itself. Asks for a consolidation where one is needed. */
export async function storeModes(state: State, changes: readonly ModeChange[]): Promise<void> {
  if (changes.length === 0) return;
  fault("state.index", `${changes.length}`);
  const rows = JSON.stringify(changes.map(({ id, mode, archived }) => [id, mode, archived ? 1 : 0]));
  const update = state.orm.run(sql`UPDATE threads SET archived = new.archived,
      memory_mode = CASE WHEN new.mode = 'enabled' AND threads.memory_mode = 'polluted' THEN 'polluted' ELSE new.mode END
    FROM (SELECT value ->> 0 AS id, value ->> 1 AS mode, value ->> 2 AS archived FROM json_each(${rows})) AS new
    WHERE threads.id = new.id`);
  await state.orm.batch([enqueueForModes(state, changes), update]);
}

function codexThread(value: unknown): CodexThread {
  const [mode, archived] = Array.isArray(value) ? value : [];
  // Kept by this program: a mode is what it was, anything else is the stricter one.
  const memoryMode = mode === "enabled" || mode === "polluted" ? mode : "disabled";
  return { memoryMode, archived: archived === true };
}
