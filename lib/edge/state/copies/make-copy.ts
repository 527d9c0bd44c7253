import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { copyName } from "../../../core/copies/copy-names.ts";
import { MemoriesError } from "../../../core/errors.ts";
import { fault } from "../../../core/fault.ts";
import type { State } from "../open/open.ts";
import { copiesFolder, draftOf, removeDeadDrafts, stemOf } from "./copies-of.ts";
import { inspectDatabase } from "./inspect-database.ts";

/**
 * Copies an open local database, as its last commit left it, into `<home>/backups/`: without free pages, in which
 * deleted texts could stand, for this user alone, and under its name only when it was read whole and found sound. Others
 * may write meanwhile. The copy of the same day is replaced. Throws `state_damaged`, `busy`, `io_failed` or what the
 * system says; what was there is there then.
 */
export async function makeCopy(state: State, home: string, database: string, now: number): Promise<string> {
  const folder = copiesFolder(home);
  fault("state.copy", database);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, copyName(stemOf(home, database), now));
  removeDeadDrafts(home);
  const draft = draftOf(path);
  rmSync(draft, { force: true });
  try {
    closeSync(openSync(draft, "wx", 0o600));
    await state.client.execute({ sql: "VACUUM INTO ?", args: [draft] });
    const inspection = await inspectDatabase(draft);
    if (inspection.kind !== "whole") {
      const reason = inspection.kind === "damaged" ? inspection.reason : "it holds no tables";
      throw new MemoriesError("state_damaged", `a copy of the database is not sound: ${reason}`, {
        hint: "memories doctor looks at the database",
      });
    }
    syncFile(draft);
    fault("folder.rename", path);
    renameSync(draft, path);
    return path;
  } finally {
    rmSync(draft, { force: true });
  }
}

function syncFile(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
