import { lte, max } from "drizzle-orm";
import { activeNow } from "../../../core/consolidate/active-now.ts";
import type { State } from "../open/open.ts";
import { run } from "../open/run.ts";
import { stage1Outputs, threads, usageLedger } from "../open/schema.ts";

/**
 * The time that all ages count from (`activeNow`), of sessions and counted citations that this database knows and of
 * the times in `seen`: those of notes, and of edits by hand in the root.
 */
export async function readActiveNow(state: State, now: number, seen: readonly number[] = []): Promise<number> {
  const { orm } = state;
  const { updatedAt } = threads;
  const { lastUsage } = stage1Outputs;
  const { countedAt } = usageLedger;
  const [sessions, used, counted] = await Promise.all([
    run(
      orm
        .select({ at: max(updatedAt) })
        .from(threads)
        .where(lte(updatedAt, now)),
    ),
    run(
      orm
        .select({ at: max(lastUsage) })
        .from(stage1Outputs)
        .where(lte(lastUsage, now)),
    ),
    run(
      orm
        .select({ at: max(countedAt) })
        .from(usageLedger)
        .where(lte(countedAt, now)),
    ),
  ]);
  return activeNow([...seen, ...[sessions[0], used[0], counted[0]].map((row) => row?.at ?? undefined)], now);
}
