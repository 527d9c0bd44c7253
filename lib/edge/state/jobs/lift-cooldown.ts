import { sql } from "drizzle-orm";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";

/**
 * Ends the cooldown of the last consolidation: what a person wants gone, back, or made anew does not wait for it. The
 * statement belongs into the batch of the write that lifts it, where there is one.
 */
export function coolnessEnds({ orm }: State) {
  return orm.run(sql`UPDATE jobs SET consolidated_at = NULL WHERE kind = 'memory_consolidate_global'`);
}

/** The same by itself. */
export async function liftCooldown(state: State): Promise<void> {
  await admitWriter(state);
  await coolnessEnds(state);
}
