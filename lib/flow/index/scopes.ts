import type { AgentName } from "../../core/agents/agent-name.ts";
import type { IndexScope } from "../../edge/state/threads/index-scope.ts";
import type { Paths, World } from "../world.ts";

/** The home of an agent, there or not. */
export function agentHome(paths: Paths, agent: AgentName): string {
  return agent === "codex" ? paths.codexHome : paths.agentHomes[agent];
}

/** Whose threads an agent's sessions on this machine are. */
export async function scopeOf(world: World, agent: AgentName): Promise<IndexScope> {
  return { machine: await world.machine(), agent, agentHome: agentHome(world.paths, agent) };
}

/** Those of the agents that are read. */
export function scopesOf(world: World): Promise<IndexScope[]> {
  return Promise.all(world.settings.from.map((agent) => scopeOf(world, agent)));
}
