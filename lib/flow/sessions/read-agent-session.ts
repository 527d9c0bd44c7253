import type { RecordAgent } from "../../core/agents/formats.ts";
import { type Fork, findForks } from "../../core/agents/session/session-families.ts";
import { nativeIdOf } from "../../core/agents/thread-id.ts";
import { readFamilyOf } from "../../edge/state/threads/agent-sessions.ts";
import { getThread } from "../../edge/state/threads/threads.ts";
import type { Evidence, ReadEvidenceOptions } from "../../edge/transcripts/read-evidence.ts";
import { readAgentEvidence } from "../../edge/transcripts/sessions/read-agent-evidence.ts";
import { copiesFolder } from "../index/copies-folder.ts";
import type { World } from "../world.ts";

/** A session of an agent other than Codex, as it was indexed. */
export interface IndexedAgentSession {
  readonly threadId: string;
  readonly agent: RecordAgent;
  readonly agentHome: string;
  readonly parts: readonly { readonly path: string }[];
}

/** Indexing has noted which sessions are forks; where their own part begins follows from their family. */
async function forkOf(world: World, { threadId, agent, agentHome }: IndexedAgentSession): Promise<Fork | undefined> {
  const state = await world.state();
  const thread = await getThread(state, threadId);
  if (thread?.forkedFromId === undefined) return undefined;
  const scope = { machine: await world.machine(), agent, agentHome };
  return findForks(await readFamilyOf(state, scope, threadId)).get(nativeIdOf(threadId));
}

/** Reads what is the session's own: what it shares with the one it was forked from is left to that one. */
export async function readAgentSession(
  world: World,
  { threadId, agent, agentHome, parts }: IndexedAgentSession,
  options: ReadEvidenceOptions,
): Promise<Evidence> {
  const nativeId = nativeIdOf(threadId);
  const paths = parts.map(({ path }) => path);
  const session = { agent, home: agentHome, nativeId, paths, scratch: copiesFolder(world) };
  return readAgentEvidence(session, await forkOf(world, { threadId, agent, agentHome, parts }), options);
}
