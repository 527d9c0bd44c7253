import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { RecordAgent } from "../../lib/core/agents/formats.ts";
import { homesOf } from "../../lib/core/agents/layout.ts";
import { LAYOUTS } from "../../lib/core/agents/layouts.ts";
import type { Environment } from "./environment.ts";
import { expandTilde, inHome, realFolder, userHome } from "./places.ts";

/**
 * The home of each agent but Codex: what the file names (relative to `<home>`), else the first of the usual places that
 * is there, else the first of them. By their real paths.
 */
export function agentHomesOf(
  named: ReadonlyMap<string, string>,
  home: string,
  env: Environment,
): Record<RecordAgent, string> {
  const entries = Object.entries(LAYOUTS).map(([agent, layout]) => {
    const given = named.get(agent);
    if (given !== undefined) return [agent, realFolder(inHome(given, home, env))];
    const variable = layout.variable === undefined ? undefined : env[layout.variable];
    const places = homesOf(layout, userHome(env), variable).map((place) => resolve(expandTilde(place, env)));
    return [agent, realFolder(places.find((place) => existsSync(place)) ?? places[0] ?? "")];
  });
  return Object.fromEntries(entries) as Record<RecordAgent, string>;
}
