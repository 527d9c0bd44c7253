import type { RecordAgent } from "../../core/agents/formats.ts";
import { LAYOUTS } from "../../core/agents/layouts.ts";
import { sessionMetadata } from "../../core/agents/session/session-metadata.ts";
import { threadIdOf } from "../../core/agents/thread-id.ts";
import { MemoriesError } from "../../core/errors.ts";
import type { IndexRow } from "../../core/index/plan-index.ts";
import { readCodexState, storeCodexState } from "../../edge/state/threads/codex-states.ts";
import type { IndexScope } from "../../edge/state/threads/index-scope.ts";
import { STORE_BATCH } from "../../edge/state/threads/index-threads.ts";
import { withSnapshot } from "../../edge/transcripts/sessions/kept-snapshot.ts";
import {
  type DatabaseSession,
  databaseSessions,
  indexDatabaseSession,
  isSessionDatabase,
} from "../../edge/transcripts/sessions/session-database.ts";
import {
  type DatabaseStamp,
  databaseStamp,
  type SqliteSnapshot,
} from "../../edge/transcripts/sessions/sqlite-snapshot.ts";
import { yieldToEventLoop } from "../lease/sleep.ts";
import type { World } from "../world.ts";
import type { AgentSweep } from "./agent-sweep.ts";
import { copiesFolder } from "./copies-folder.ts";
import { type ReadSession, sessionStore } from "./store-sessions.ts";

export interface DatabaseSweep {
  readonly rows: readonly IndexRow[];
  /** Seconds: what failed and was written since then counts as recent. */
  readonly recent: number;
}

/** Reads the sessions of a database that changed, and only when the database did. */
export async function sweepDatabase(
  world: World,
  agent: RecordAgent,
  scope: IndexScope,
  sweep: DatabaseSweep,
): Promise<AgentSweep> {
  const { store } = LAYOUTS[agent];
  const path = `${scope.agentHome}/${store.kind === "database" ? store.file : ""}`;
  try {
    const stamp = databaseStamp(path);
    if (stamp === undefined) return { ...NOTHING, problem: `there is no database of sessions: ${path}` };
    const kept = await readCodexState(await world.state(), scope);
    if (kept.fingerprint !== "" && kept.fingerprint === fingerprintOf(stamp)) {
      const live = sweep.rows.filter(({ missing }) => !missing).length;
      return { ...NOTHING, found: live, unchanged: live };
    }
    return await withSnapshot(path, copiesFolder(world), (snapshot) => {
      if (isSessionDatabase(snapshot)) return sweepSnapshot(world, { ...sweep, agent, scope, path, snapshot });
      return { ...NOTHING, problem: `another program's database, left alone: ${path}` };
    });
  } catch (thrown) {
    if (!(thrown instanceof MemoriesError)) throw thrown;
    return { ...NOTHING, problem: thrown.message };
  }
}

const NOTHING: AgentSweep = {
  found: 0,
  unchanged: 0,
  indexed: 0,
  failed: [],
  recentlyFailed: 0,
  bytesRead: 0,
  gone: [],
  problem: undefined,
};

interface SnapshotSweep extends DatabaseSweep {
  readonly agent: RecordAgent;
  readonly scope: IndexScope;
  readonly path: string;
  readonly snapshot: SqliteSnapshot;
}

async function sweepSnapshot(world: World, sweep: SnapshotSweep): Promise<AgentSweep> {
  const { agent, scope, path, snapshot, rows, recent } = sweep;
  const sessions = databaseSessions(snapshot);
  const known = new Map(rows.map((row) => [row.id, row]));
  const newest = sessions.at(-1);
  const changed = sessions.filter((session) => {
    const row = known.get(threadIdOf(agent, session.id));
    return session === newest || row === undefined || row.missing || row.mtimeMs !== session.updatedMs;
  });
  const failed = await storeAll(world, scope, changed, (session) => readOne(snapshot, agent, session, path));
  const there = new Set(sessions.map(({ id }) => threadIdOf(agent, id)));
  // A database with sessions that could not be read is looked through again the next time.
  const fingerprint = failed.length === 0 ? fingerprintOf(snapshot.stamp) : "";
  await storeCodexState(await world.state(), scope, { fingerprint, problem: undefined, threads: new Map() });
  return {
    found: sessions.length,
    unchanged: sessions.length - changed.length,
    indexed: changed.length - failed.length,
    failed: failed.map(({ session, reason }) => ({ path, reason: `${session.id}: ${reason}` })),
    recentlyFailed: failed.filter(({ session }) => session.updatedMs >= recent * 1_000).length,
    bytesRead: snapshot.stamp.size,
    gone: rows.filter(({ id, missing }) => !missing && !there.has(id)),
    problem: undefined,
  };
}

/** A session whose rows could not be read, and why. */
interface FailedSession {
  readonly session: DatabaseSession;
  readonly reason: string;
}

async function storeAll(
  world: World,
  scope: IndexScope,
  changed: readonly DatabaseSession[],
  read: (session: DatabaseSession) => Promise<ReadSession>,
): Promise<FailedSession[]> {
  const store = sessionStore(world, scope);
  const failed: FailedSession[] = [];
  for (let at = 0; at < changed.length; at += STORE_BATCH) {
    const batch: ReadSession[] = [];
    for (const session of changed.slice(at, at + STORE_BATCH)) {
      await yieldToEventLoop();
      world.signal.throwIfAborted();
      try {
        batch.push(await read(session));
      } catch (thrown) {
        if (!(thrown instanceof MemoriesError)) throw thrown;
        failed.push({ session, reason: thrown.message });
      }
    }
    await store.store(batch);
    world.log.progress({ task: "index", done: Math.min(at + STORE_BATCH, changed.length), total: changed.length });
  }
  return failed;
}

async function readOne(
  snapshot: SqliteSnapshot,
  agent: RecordAgent,
  session: DatabaseSession,
  path: string,
): Promise<ReadSession> {
  const state = await indexDatabaseSession(snapshot, agent, session);
  const setting = { agent, nativeId: session.id, mtimeMs: session.updatedMs };
  return {
    metadata: sessionMetadata(state, setting),
    state,
    mark: { path, size: snapshot.stamp.size, mtimeMs: session.updatedMs, inode: session.id },
    session: undefined,
    known: undefined,
    bytes: 0,
  };
}

function fingerprintOf({ size, mtimeMs, inode, walSize, walMtimeMs }: DatabaseStamp): string {
  return [size, mtimeMs, inode, walSize, walMtimeMs].join("/");
}
