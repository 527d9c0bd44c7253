import { copyName } from "../../core/copies/copy-names.ts";
import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { isSystemError } from "../../core/io-failure.ts";
import { listCopies, outdatedCopies, removeCopy, stemOf } from "../../edge/state/copies/copies-of.ts";
import { isWorthCopying } from "../../edge/state/copies/is-worth-copying.ts";
import { makeCopy } from "../../edge/state/copies/make-copy.ts";
import type { State } from "../../edge/state/open/open.ts";
import type { World } from "../world.ts";

/**
 * The one copy a day: made by the first command of a UTC day that wrote to a local database, of which the last three are
 * kept. One that cannot be made is told and takes nothing away. What transcripts can make anew is not worth one: it would
 * keep the day from having one of the first memories.
 */
export async function keepDailyCopy(world: World, state: State): Promise<void> {
  const { file } = state;
  if (file === undefined || !state.hasWritten() || world.signal.aborted) return;
  const { home } = world.paths;
  try {
    const today = copyName(stemOf(home, file), world.now);
    if (listCopies(home, file).some(({ name }) => name === today) || !(await isWorthCopying(state))) return;
    await makeCopy(state, home, file, world.now);
    for (const old of outdatedCopies(listCopies(home, file), world.now)) removeCopy(old);
  } catch (thrown) {
    logNoCopy(world, thrown);
  }
}

/** Says why there is no copy, with the remedy; what is no expected failure is thrown. */
export function logNoCopy({ log }: World, thrown: unknown): void {
  if (!(thrown instanceof MemoriesError) && !isSystemError(thrown)) throw thrown;
  const hint = thrown instanceof MemoriesError && thrown.hint !== undefined ? `; ${thrown.hint}` : "";
  log.warn(`today's copy of the database could not be made: ${reasonOf(thrown)}${hint}`);
}
