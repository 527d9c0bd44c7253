import { type DatabaseCopy, listCopies, removeCopy, removeDeadDrafts } from "../../edge/state/copies/copies-of.ts";
import { mayHoldThreads } from "../../edge/state/copies/inspect-database.ts";
import { makeCopy } from "../../edge/state/copies/make-copy.ts";
import type { World } from "../world.ts";
import { logNoCopy } from "./keep-daily-copy.ts";

/** The copies, of whatever database, that hold something of threads; names. */
export async function copiesHolding({ paths: { home } }: World, threadIds: readonly string[]): Promise<DatabaseCopy[]> {
  const holding: DatabaseCopy[] = [];
  for (const copy of listCopies(home)) {
    if (await mayHoldThreads(copy.path, threadIds)) holding.push(copy);
  }
  return holding;
}

/**
 * After something was forgotten: removes the copies that hold it, and makes a fresh one of a local database. One that
 * cannot be made is told; the old ones go in any case. Throws what the system says when one cannot be removed.
 */
export async function renewCopies(world: World, outdated: readonly DatabaseCopy[]): Promise<void> {
  const { home } = world.paths;
  removeDeadDrafts(home);
  if (outdated.length === 0) return;
  for (const copy of outdated) removeCopy(copy);
  const state = await world.state();
  if (state.file === undefined) return;
  try {
    await makeCopy(state, home, state.file, world.now);
  } catch (thrown) {
    logNoCopy(world, thrown);
  }
}
