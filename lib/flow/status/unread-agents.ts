import { AGENT_NAMES, type AgentName } from "../../core/agents/agent-name.ts";
import { LAYOUTS } from "../../core/agents/layouts.ts";
import { MemoriesError } from "../../core/errors.ts";
import { findTranscripts } from "../../edge/transcripts/find-transcripts.ts";
import { withSnapshot } from "../../edge/transcripts/sessions/kept-snapshot.ts";
import { listSessions } from "../../edge/transcripts/sessions/list-sessions.ts";
import { countDatabaseSessions, isSessionDatabase } from "../../edge/transcripts/sessions/session-database.ts";
import { databaseStamp } from "../../edge/transcripts/sessions/sqlite-snapshot.ts";
import { copiesFolder } from "../index/copies-folder.ts";
import { agentHome } from "../index/scopes.ts";
import type { World } from "../world.ts";

/** An agent that was found on this machine and is not read. */
export interface UnreadAgent {
  readonly agent: AgentName;
  readonly sessions: number;
  /** What reads it from now on, for one run. */
  readonly command: string;
}

/** The agents that have sessions here and were not chosen. A home that cannot be looked through is nothing to speak of. */
export async function unreadAgents(world: World): Promise<UnreadAgent[]> {
  const { from } = world.settings;
  const found: UnreadAgent[] = [];
  for (const agent of AGENT_NAMES) {
    if (from.includes(agent)) continue;
    const sessions = await countSessions(world, agent);
    const command = `memories run --from ${[...from, agent].join(",")}`;
    if (sessions > 0) found.push({ agent, sessions, command });
  }
  return found;
}

/** The line for a person. */
export function describeUnread({ agent, sessions, command }: UnreadAgent): string {
  return `${sessions} sessions of ${agent} are not read: ${command} reads them once, from in memories.toml always`;
}

async function countSessions(world: World, agent: AgentName): Promise<number> {
  const home = agentHome(world.paths, agent);
  try {
    if (agent === "codex") return findTranscripts(home, "sessions").files.length;
    const { store } = LAYOUTS[agent];
    if (store.kind === "files") return listSessions(agent, home, store).sessions.length;
    const path = `${home}/${store.file}`;
    if (databaseStamp(path) === undefined) return 0;
    return await withSnapshot(path, copiesFolder(world), (snapshot) =>
      isSessionDatabase(snapshot) ? countDatabaseSessions(snapshot) : 0,
    );
  } catch (thrown) {
    if (!(thrown instanceof MemoriesError)) throw thrown;
    world.log.detail(`${agent} is not read, and cannot be: ${thrown.message}`);
    return 0;
  }
}
