import type { MetadataState } from "../../core/agents/session/metadata-state.ts";
import { parseMetadataState, renderMetadataState } from "../../core/agents/session/metadata-state.ts";
import type { SessionMetadata } from "../../core/agents/session/session-metadata.ts";
import { threadOfSession } from "../../core/agents/session/thread-of-session.ts";
import { type SessionRedactor, sessionRedactor } from "../../core/index/redact-session.ts";
import type { FileMark, SessionIndex } from "../../core/index/session-index.ts";
import { redactText } from "../../core/redact/redact.ts";
import type { IndexScope } from "../../edge/state/threads/index-scope.ts";
import { readTails } from "../../edge/state/threads/index-tails.ts";
import { type IndexedThread, storeThreads } from "../../edge/state/threads/index-threads.ts";
import type { KnownSession } from "../../edge/transcripts/sessions/index-session.ts";
import type { World } from "../world.ts";

/** What reading one session gave. */
export interface ReadSession {
  readonly metadata: SessionMetadata;
  readonly state: MetadataState;
  /** The transcript, or the database, as it was read. */
  readonly mark: FileMark;
  readonly session: SessionIndex | undefined;
  readonly known: KnownSession | undefined;
  /** How much it could give as evidence, at most. */
  readonly bytes: number;
}

/** Stores sessions of one home, some at a time. */
export interface SessionStore {
  readonly store: (sessions: readonly ReadSession[]) => Promise<void>;
  /** What was kept of sessions that may only have grown, by their keys. */
  readonly knownOf: (ids: readonly string[]) => Promise<ReadonlyMap<string, KnownSession>>;
}

export function sessionStore(world: World, scope: IndexScope): SessionStore {
  const redactor = sessionRedactor(redactText);
  return {
    async store(sessions) {
      const rows = new Map<string, IndexedThread>();
      for (const session of sessions) {
        const row = rowOf(world, scope, session, redactor);
        rows.set(row.thread.id, row);
      }
      await storeThreads(await world.state(), [...rows.values()], world.now);
    },
    async knownOf(ids) {
      const tails = await readTails(await world.state(), ids);
      return new Map(
        tails.flatMap(({ id, indexState, firstUserMessage, title, size, inode, tailOffset, tailHash }) => {
          const state = parseMetadataState(indexState, firstUserMessage, title);
          return state === undefined ? [] : [[id, { state, proof: { size, inode, tailOffset, tailHash } }] as const];
        }),
      );
    },
  };
}

function rowOf(
  { settings }: World,
  { machine, agentHome }: IndexScope,
  { metadata, state, mark, session, known, bytes }: ReadSession,
  redactor: SessionRedactor,
): IndexedThread {
  const reached = settings.disableOnExternalContext && metadata.externalContext;
  const memoryMode = reached ? "polluted" : "enabled";
  const place = { path: mark.path, machine, agentHome, memoryMode } as const;
  return {
    thread: threadOfSession(redactor.metadata(metadata), place),
    size: known?.proof.size ?? mark.size,
    mtimeMs: mark.mtimeMs,
    inode: known?.proof.inode ?? mark.inode,
    tailOffset: known?.proof.tailOffset,
    tailHash: known?.proof.tailHash,
    indexState: renderMetadataState(redactor.state(known?.state ?? state)),
    historyMode: undefined,
    session,
    evidenceBytes: bytes,
  };
}
