import { MemoriesError } from "../../core/errors.ts";
import type { Thread } from "../../core/types.ts";
import { getThread, listThreads } from "../../edge/state/threads/threads.ts";
import type { World } from "../world.ts";

/** Shorter beginnings of an id are typos rather than abbreviations. */
const SHORTEST_PREFIX = 8;

/** The thread with this id, or the only one whose id begins so. Throws `unknown_thread`. */
export async function findThread(world: World, typed: string): Promise<Thread> {
  const state = await world.state();
  const exact = await getThread(state, typed);
  if (exact !== undefined) return exact;
  const near =
    typed.length < SHORTEST_PREFIX ? [] : (await listThreads(state)).filter(({ id }) => id.startsWith(typed));
  if (near.length === 1 && near[0] !== undefined) return near[0];
  throw new MemoriesError(
    "unknown_thread",
    near.length === 0 ? `no thread has the id ${JSON.stringify(typed)}` : `${near.length} threads begin with ${typed}`,
    { hint: near.length === 0 ? "memories threads lists them" : near.map(({ id }) => id).join(", ") },
  );
}
