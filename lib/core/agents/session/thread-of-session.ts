import { storable, storableOr } from "../../text/storable.ts";
import type { MemoryMode, Thread } from "../../types.ts";
import { threadIdOf } from "../thread-id.ts";
import type { SessionMetadata } from "./session-metadata.ts";

/** Where a session was found. */
export interface SessionPlace {
  /** Its transcript, or the database that holds it. */
  readonly path: string;
  readonly machine: string;
  readonly agentHome: string;
  readonly memoryMode: MemoryMode;
}

/** The row of a session of any agent but Codex. */
export function threadOfSession(metadata: SessionMetadata, place: SessionPlace): Thread {
  return {
    id: storable(threadIdOf(metadata.agent, metadata.nativeId)),
    rolloutPath: place.path,
    source: metadata.source,
    cwd: storable(metadata.cwd),
    title: storable(metadata.title),
    firstUserMessage: storable(metadata.firstUserMessage),
    createdAt: metadata.createdAt,
    updatedAt: metadata.updatedAt,
    memoryMode: place.memoryMode,
    archived: metadata.archived,
    missingSince: undefined,
    forkedFromId: metadata.parentId === undefined ? undefined : storable(threadIdOf(metadata.agent, metadata.parentId)),
    gitSha: undefined,
    gitBranch: storableOr(metadata.gitBranch),
    gitOriginUrl: storableOr(metadata.gitOriginUrl),
    modelProvider: storableOr(metadata.modelProvider),
    cliVersion: storableOr(metadata.clientVersion),
    agentRole: undefined,
    agentNickname: undefined,
    tokensUsed: 0,
    machine: place.machine,
    agent: metadata.agent,
    agentHome: place.agentHome,
    nativeId: storable(metadata.nativeId),
  };
}
