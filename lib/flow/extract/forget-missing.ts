import { DAY_SECONDS } from "../../core/constants.ts";
import { dropMemories } from "../../edge/state/memory/forget.ts";
import { listLongMissing } from "../../edge/state/threads/index-missing.ts";
import { scopesOf } from "../index/scopes.ts";
import type { World } from "../world.ts";

/** With `forget_missing = true` a memory outlives its transcript by this much. */
const FORGET_MISSING_SECONDS = 7 * DAY_SECONDS;

/**
 * Drops what was kept of threads whose transcript has been gone for 7 days, when `forget_missing = true`; asks for a
 * consolidation where that concerns the current selection. The ids that had a memory, ascending. Should a file come
 * back, it is extracted anew. The seven days end at `activeNow` (`activeTime`).
 */
export async function forgetMissing(world: World, activeNow: number): Promise<string[]> {
  if (!world.settings.forgetMissing) return [];
  const state = await world.state();
  const before = activeNow - FORGET_MISSING_SECONDS;
  const missing: string[] = [];
  for (const scope of await scopesOf(world)) missing.push(...(await listLongMissing(state, scope, before)));
  return dropMemories(state, missing);
}
