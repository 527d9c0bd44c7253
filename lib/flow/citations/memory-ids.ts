import { listOutputIds } from "../../edge/state/memory/thread-memory.ts";
import type { World } from "../world.ts";

/** The ids of the sessions that have a memory. */
export async function memoryIds(world: World): Promise<ReadonlySet<string>> {
  return new Set(await listOutputIds(await world.state()));
}
