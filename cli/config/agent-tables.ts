import { AGENT_NAMES, type AgentName } from "../../lib/core/agents/agent-name.ts";
import { MemoriesError } from "../../lib/core/errors.ts";
import { nearestName } from "../options/nearest.ts";
import type { ConfigFile } from "./config-files.ts";

/** The table that holds a table for each agent. */
export const AGENTS_TABLE = "agents";

/** The homes that `[agents.NAME] home = "…"` names, as written. Throws `bad_config` for anything else in these tables. */
export function agentTables(file: ConfigFile): ReadonlyMap<AgentName, string> {
  const homes = new Map<AgentName, string>();
  const agents = file.others[AGENTS_TABLE];
  if (agents === undefined) return homes;
  for (const [name, table] of Object.entries(tableOf(agents, file.path, AGENTS_TABLE))) {
    const agent = AGENT_NAMES.find((known) => known === name);
    if (agent === undefined) {
      const near = nearestName(name, AGENT_NAMES);
      throw wrong(
        file.path,
        `unknown agent: agents.${name}`,
        near ? `did you mean ${near}?` : `agents: ${AGENT_NAMES}`,
      );
    }
    for (const [key, value] of Object.entries(tableOf(table, file.path, `agents.${name}`))) {
      if (key !== "home") throw wrong(file.path, `unknown key agents.${name}.${key}`, "the one key is home");
      if (typeof value !== "string" || value === "" || value.includes("\0")) {
        throw wrong(file.path, `agents.${name}.home is no path`, "give the folder in quotes");
      }
      homes.set(agent, value);
    }
  }
  return homes;
}

function tableOf(value: unknown, path: string, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong(path, `${name} is not a table`, 'write [agents.NAME] and below it home = "…"');
  }
  return value as Readonly<Record<string, unknown>>;
}

function wrong(path: string, what: string, hint: string): MemoriesError {
  return new MemoriesError("bad_config", `${path}: ${what}`, { hint });
}
