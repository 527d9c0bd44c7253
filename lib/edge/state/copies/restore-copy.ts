import { closeSync, constants, copyFileSync, fsyncSync, lstatSync, openSync, renameSync, rmSync } from "node:fs";
import { fault } from "../../../core/fault.ts";

/** What a database's own files end with; the log first: beside another database it would be taken for that one's. */
const OWN_ENDS = ["-wal", "-shm", "-journal", ""];

/**
 * Puts a copy in the place of a database; what lay there is renamed, its log with it, to `<database><end>`, and stays.
 * Returns where that is, or undefined when nothing lay there. Programs that have the old one open go on with that. Throws
 * what the system says.
 */
export function restoreCopy(copy: string, database: string, end: string): string | undefined {
  const draft = `${database}.new`;
  fault("folder.copy", draft);
  rmSync(draft, { force: true });
  copyFileSync(copy, draft, constants.COPYFILE_EXCL);
  const file = openSync(draft, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  const there = OWN_ENDS.filter((own) => lstatSync(database + own, { throwIfNoEntry: false }) !== undefined);
  for (const own of there) {
    fault("folder.rename", database + own);
    renameSync(database + own, `${database}${end}${own}`);
  }
  fault("folder.rename", database);
  renameSync(draft, database);
  return there.includes("") ? `${database}${end}` : undefined;
}
