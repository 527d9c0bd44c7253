import type { Stage1Output } from "../../core/types.ts";
import { getOutput } from "../../edge/state/memory/thread-memory.ts";
import { findThread } from "../index/find-thread.ts";
import { indexRollouts } from "../index/index-rollouts.ts";
import type { World } from "../world.ts";

export interface ShowReport {
  readonly thread_id: string;
  readonly cwd: string;
  readonly memory: Stage1Output | undefined;
}

/** What phase 1 kept of a thread; `memory` is undefined when nothing is stored. Throws `unknown_thread`. */
export async function show(world: World, typed: string): Promise<ShowReport> {
  await indexRollouts(world);
  const { id, cwd } = await findThread(world, typed);
  return { thread_id: id, cwd, memory: await getOutput(await world.state(), id) };
}
