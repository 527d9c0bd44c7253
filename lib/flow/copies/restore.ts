import { MemoriesError } from "../../core/errors.ts";
import { fileTime } from "../../core/text/time.ts";
import { copiesFolder, listCopies } from "../../edge/state/copies/copies-of.ts";
import { inspectDatabase } from "../../edge/state/copies/inspect-database.ts";
import { restoreCopy } from "../../edge/state/copies/restore-copy.ts";
import type { World } from "../world.ts";

/** A copy that was put in the place of the database. */
export interface Restored {
  /** Where the copy lies, and the UTC day it was made (`YYYY-MM-DD`). */
  readonly copy: string;
  readonly day: string;
  readonly memories: number;
  /** Where what lay in its place is now; undefined when nothing did. */
  readonly aside: string | undefined;
}

/** A copy that could be put back. */
export type OfferedCopy = Omit<Restored, "aside">;

/** The newest sound copy of a database that holds memories, else the newest sound one; undefined when there is none. */
export async function offeredCopy({ paths: { home } }: World, database: string): Promise<OfferedCopy | undefined> {
  let empty: OfferedCopy | undefined;
  for (const { path: copy, day } of listCopies(home, database)) {
    const inspection = await inspectDatabase(copy);
    if (inspection.kind !== "whole") continue;
    const offered = { copy, day, memories: inspection.memories };
    if (offered.memories > 0) return offered;
    empty ??= offered;
  }
  return empty;
}

/**
 * Puts the newest sound copy in the place of a local database that nothing of this process has open. A sound database
 * with memories gives way only when that is `confirmed`. Throws `bad_input` (there is no copy), `confirmation_missing`.
 */
export async function restore(
  world: World,
  database: string | undefined,
  mode: "confirmed" | "unconfirmed",
): Promise<Restored> {
  if (database === undefined) {
    throw new MemoriesError("bad_option", "only a database on this machine has copies to restore", {
      hint: "a server keeps its own",
    });
  }
  const offered = await offeredCopy(world, database);
  if (offered === undefined) {
    throw new MemoriesError(
      "bad_input",
      `there is no copy of the database to restore in ${copiesFolder(world.paths.home)}`,
      {
        hint: "memories extract makes the memories anew from the transcripts that are still there",
      },
    );
  }
  const present = await inspectDatabase(database);
  if (present.kind === "whole" && present.memories > 0 && mode === "unconfirmed") {
    throw new MemoriesError(
      "confirmation_missing",
      `the database is sound and holds ${present.memories} memories; the copy of ${offered.day} holds ${offered.memories}`,
      { hint: "give --yes to put the copy in its place; the database is kept beside it" },
    );
  }
  const aside = restoreCopy(offered.copy, database, `.before-restore-${fileTime(world.now)}`);
  return { ...offered, aside };
}
