import { isNote, isPersonsFile } from "../../core/consolidate/persons-files.ts";
import { MemoriesError } from "../../core/errors.ts";
import { parseRfc3339 } from "../../core/text/time.ts";
import { timesOfPersons } from "../../edge/runs/run-store.ts";
import { readActiveNow } from "../../edge/state/memory/read-active-now.ts";
import type { World } from "../world.ts";
import { changesBesideSessions } from "./changes-beside-sessions.ts";
import { checkRootOwnership } from "./ownership.ts";

/**
 * The time that all ages count from (spec 3, *Active now*), in seconds: the newest at which a person was seen that is
 * not later than the run's. Sessions and citations the database knows; notes and edits by hand lie in the root, and
 * those that were consolidated since are in the entries of the runs. Reads only; where the root cannot be compared, its
 * edits do not count.
 */
export async function activeTime(world: World): Promise<number> {
  return readActiveNow(await world.state(), world.now, [...(await timesInRoot(world)), ...timesOfRuns(world)]);
}

async function timesInRoot(world: World): Promise<number[]> {
  try {
    const { inspection, decision } = await checkRootOwnership(world);
    if (decision.kind !== "ours") return [];
    const { files, changes } = await changesBesideSessions(world, inspection.path);
    const changed = new Set(changes.map(({ path }) => path));
    return files
      .filter(({ path }) => isNote(path) || (isPersonsFile(path) && changed.has(path)))
      .map(({ stamp }) => Math.floor(stamp.mtimeMs / 1_000));
  } catch (thrown) {
    if (!(thrown instanceof MemoriesError)) throw thrown;
    world.log.detail(`edits by hand in the memory folder are not known: ${thrown.message}`);
    return [];
  }
}

/** When runs took a person's edits in, and when a person took runs back. */
function timesOfRuns({ paths }: World): number[] {
  return timesOfPersons(paths.home).flatMap((time) => {
    const millis = parseRfc3339(time);
    return millis === undefined ? [] : [Math.floor(millis / 1_000)];
  });
}
