import { listCopies } from "../../edge/state/copies/copies-of.ts";
import { inspectDatabase } from "../../edge/state/copies/inspect-database.ts";
import { countState } from "../../edge/state/jobs/counts.ts";
import { offeredCopy } from "../copies/restore.ts";
import type { World } from "../world.ts";
import { type Finding, ok, warning } from "./finding.ts";

const RESTORE = "memories doctor --restore puts it back";

/** Which copies of the database there are, and whether one holds what the database has lost. */
export async function checkCopies(world: World, database: string | undefined): Promise<Finding> {
  if (database === undefined) return ok("a server keeps its own");
  const copies = listCopies(world.paths.home, database);
  const offered = await offeredCopy(world, database);
  const memories = await memoriesOf(world);
  if (offered === undefined) {
    if (copies.length > 0)
      return warning(`${copies.length} of the database, none of them sound`, "the next run makes one");
    return memories === undefined || memories === 0
      ? ok("none yet")
      : warning("none of the database", "the next run makes one");
  }
  const newest = `of ${offered.day} with ${offered.memories} memories`;
  if (memories === undefined && (await inspectDatabase(database)).kind !== "whole") {
    return warning(`the database is damaged; there is a copy ${newest}`, RESTORE);
  }
  if (memories === 0 && offered.memories > 0)
    return warning(`the database holds none; there is a copy ${newest}`, RESTORE);
  return ok(`${copies.length}, the newest ${newest}`);
}

/** How many memories the database holds; undefined when it cannot be asked, which is told where it is checked. */
async function memoriesOf(world: World): Promise<number | undefined> {
  const state = await world.state().catch(() => undefined);
  return state === undefined ? undefined : (await countState(state)).outputs;
}
