import { listCallsOfRun } from "../../edge/state/calls/model-calls.ts";
import type { World } from "../world.ts";

/** Dollars that the requests of a run cost, of those with a price. */
export async function costOfRun(world: World, run: string): Promise<number> {
  const calls = await listCallsOfRun(await world.state(), run);
  return calls.reduce((sum, call) => sum + (call.cost ?? 0), 0);
}
