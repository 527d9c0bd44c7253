import type { RecordAgent } from "../../core/agents/formats.ts";
import type { FileStore } from "../../core/agents/layout.ts";
import { MemoriesError } from "../../core/errors.ts";
import { type IndexRow, selectGone } from "../../core/index/plan-index.ts";
import { type FoundSession, planSessions } from "../../core/index/plan-sessions.ts";
import type { IndexScope } from "../../edge/state/threads/index-scope.ts";
import { STORE_BATCH } from "../../edge/state/threads/index-threads.ts";
import { indexSession, type KnownSession } from "../../edge/transcripts/sessions/index-session.ts";
import { listSessions } from "../../edge/transcripts/sessions/list-sessions.ts";
import type { ListedSession } from "../../edge/transcripts/sessions/listed-session.ts";
import { keptMark, sessionMarks } from "../../edge/transcripts/sessions/session-marks.ts";
import { yieldToEventLoop } from "../lease/sleep.ts";
import type { World } from "../world.ts";
import type { AgentSweep } from "./agent-sweep.ts";
import { type ReadSession, sessionStore } from "./store-sessions.ts";

export interface FileSweep {
  readonly agent: RecordAgent;
  readonly scope: IndexScope;
  readonly store: FileStore;
  readonly rows: readonly IndexRow[];
  /** Seconds: what failed and was written since then counts as recent. */
  readonly recent: number;
}

/** Reads the sessions of a home that changed, a batch at a time, so that a stopped run keeps what it has. */
export async function sweepFiles(world: World, sweep: FileSweep): Promise<AgentSweep> {
  const { agent, scope, rows } = sweep;
  const listing = listSessions(agent, scope.agentHome, sweep.store);
  const sessions = listing.sessions.flatMap((listed): FoundSession<ListedSession>[] => {
    const marks = sessionMarks(listed);
    return marks === undefined ? [] : [{ listed, marks }];
  });
  const plan = planSessions(sessions, rows);
  const store = sessionStore(world, scope);
  const failed: { path: string; reason: string }[] = [
    ...[...listing.unlisted].map(([path, reason]) => ({ path, reason: `folder cannot be listed: ${path}: ${reason}` })),
    ...listing.refused.map((path) => ({ path, reason: `not a regular file: ${path}` })),
  ];
  let [indexed, bytesRead, recentlyFailed] = [0, 0, 0];
  for (let at = 0; at < plan.toRead.length; at += STORE_BATCH) {
    const batch = plan.toRead.slice(at, at + STORE_BATCH);
    const known = await store.knownOf(batch.flatMap(({ found, row }) => (mayHaveGrown(found, row) ? [row.id] : [])));
    const read: ReadSession[] = [];
    await yieldToEventLoop();
    for (const { found, row } of batch) {
      world.signal.throwIfAborted();
      const [mark] = found.marks;
      try {
        const session = await readOne(found, known.get(row?.id ?? ""), world.signal);
        bytesRead += session.bytesRead;
        read.push(session);
      } catch (thrown) {
        if (!(thrown instanceof MemoriesError)) throw thrown;
        failed.push({ path: mark.path, reason: thrown.message });
        if ((mark.mtimeMs ?? 0) >= sweep.recent * 1_000) recentlyFailed += 1;
      }
    }
    await store.store(read);
    indexed += read.length;
    world.log.progress({ task: "index", done: at + batch.length, total: plan.toRead.length });
  }
  return {
    found: sessions.length,
    unchanged: plan.unchanged,
    indexed,
    failed,
    recentlyFailed,
    bytesRead,
    gone: selectGone(plan.absent, [listing]),
    problem: listing.exists ? undefined : `there is no folder of sessions: ${listing.root}`,
  };
}

async function readOne(
  { listed, marks }: FoundSession<ListedSession>,
  known: KnownSession | undefined,
  signal: AbortSignal,
): Promise<ReadSession & { readonly bytesRead: number }> {
  const { metadata, state, known: kept, mtime, bytesRead } = await indexSession(listed, known, signal);
  const [first, ...others] = marks.map(keptMark);
  if (first === undefined) throw new Error("a session without files");
  const parts = listed.files.map(({ path }) => ({ path, end: undefined }));
  return {
    metadata,
    state,
    mark: mtime === "fresh" ? { ...first, mtimeMs: undefined } : first,
    session: others.length === 0 ? undefined : { files: [first, ...others], parts },
    known: kept,
    bytes: listed.files.reduce((sum, { size }) => sum + size, 0),
    bytesRead,
  };
}

/** Whether the row's tail could be all that is new. */
function mayHaveGrown({ marks }: FoundSession<ListedSession>, row: IndexRow | undefined): row is IndexRow {
  const [first] = marks;
  return row !== undefined && marks.length === 1 && first.path === row.path && first.size > (row.size ?? first.size);
}
