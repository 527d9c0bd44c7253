import type { World } from "../world.ts";
import { indexAgent } from "./index-agent.ts";
import { indexCodex } from "./index-codex.ts";
import { type IndexReport, NOTHING_INDEXED } from "./report.ts";

/**
 * Brings `threads` up to date with the sessions of the chosen agents on this machine; opens only what changed. Throws
 * `sessions_missing` when the folder of Codex is gone that threads are indexed under, `codex_home_unreadable` when it
 * cannot be listed; both change nothing.
 */
export async function indexRollouts(world: World): Promise<IndexReport> {
  const { from } = world.settings;
  const codex = from.includes("codex") ? await indexCodex(world) : NOTHING_INDEXED;
  const agents = [];
  for (const agent of from) if (agent !== "codex") agents.push(await indexAgent(world, agent));
  return { ...codex, agents };
}
