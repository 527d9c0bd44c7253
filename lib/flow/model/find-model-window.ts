import { isLoopback } from "../../core/model/endpoint.ts";
import { knownContextWindow } from "../../core/model/known-models.ts";
import { LOCAL_WINDOW_TOKENS } from "../../core/model/lenient/server-window.ts";
import type { OpenModel } from "../../edge/model/open-model.ts";
import type { World } from "../world.ts";

/**
 * Finds out how many tokens an unknown model on this machine takes: what its server says, else what small servers start
 * with, which it warns of. A configured `context_window`, a model of the catalog and other endpoints are not asked for.
 */
export async function findModelWindow(world: World, model: OpenModel): Promise<void> {
  const { endpoint } = model;
  if (endpoint === undefined || world.settings.contextWindow !== undefined) return;
  if (knownContextWindow(model.id) !== undefined || !isLoopback(new URL(endpoint.baseUrl).hostname)) return;
  const said = await endpoint.window(model.id, world.signal);
  model.rememberWindow(said ?? LOCAL_WINDOW_TOKENS);
  if (said !== undefined) return world.log.detail(`${model.id} takes ${said} tokens, as its server says`);
  world.log.warn(
    `nothing is known of how many tokens ${model.id} takes: sending at most ${LOCAL_WINDOW_TOKENS}; set context_window (--context-window N) if it takes more`,
  );
}
