import { chmodSync, constants, copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { MemoriesError, reasonOf } from "../../../core/errors.ts";
import {
  type DatabaseStamp,
  databaseStamp,
  databaseUnreadable,
  isSameStamp,
  refuseOther,
  type SqliteSnapshot,
  snapshotIn,
} from "./sqlite-snapshot.ts";

/** A program that writes without a pause could tear every copy; then the copy's own check decides. */
const ATTEMPTS = 5;

/**
 * Opens a private copy of another program's database: the file and its `-wal`, in which all rows can still stand, copied
 * below `scratch`, opened and unlinked there, so that nothing outlives this process. Nothing beside the source is opened
 * for writing, locked or created. Taken again while the source changes under it. Throws `rollout_unreadable`.
 */
export async function openSqliteCopy(path: string, scratch: string): Promise<SqliteSnapshot> {
  await refuseOther(path);
  const { DatabaseSync } = await import("node:sqlite");
  mkdirSync(scratch, { recursive: true });
  const folder = mkdtempSync(join(scratch, "database-"));
  try {
    const file = join(folder, "copy.db");
    for (let attempt = 1; ; attempt += 1) {
      const { stamp, settled } = copyOf(path, file);
      const database = new DatabaseSync(file);
      const fault = faultOf(database, settled);
      if (fault === undefined) return snapshotIn(database, path, stamp, () => {});
      database.close();
      if (settled) throw databaseUnreadable(path, fault);
      if (attempt === ATTEMPTS) throw databaseUnreadable(path, "it changes all the time");
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function copyOf(path: string, copy: string): { stamp: DatabaseStamp; settled: boolean } {
  try {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${copy}${suffix}`, { force: true });
    const before = databaseStamp(path);
    if (before === undefined) throw databaseUnreadable(path, "it is gone");
    copyFileSync(path, copy, constants.COPYFILE_FICLONE);
    chmodSync(copy, OWN_FILE);
    if (before.walSize > 0) {
      copyFileSync(`${path}-wal`, `${copy}-wal`, constants.COPYFILE_FICLONE);
      chmodSync(`${copy}-wal`, OWN_FILE);
    }
    return { stamp: before, settled: isSameStamp(before, databaseStamp(path)) };
  } catch (error) {
    if (error instanceof MemoriesError) throw error;
    throw databaseUnreadable(path, reasonOf(error), error);
  }
}

/** Nobody else's, and written to: what stands in the log is moved into the file. */
const OWN_FILE = 0o600;

/**
 * What is wrong with a copy. That of a source which kept still is as whole as the source; another is checked whole. A
 * copy with a log of its own would be asked for by its path later on, so the log is moved into the file first.
 */
function faultOf(database: DatabaseSync, settled: boolean): string | undefined {
  try {
    database.exec("pragma wal_checkpoint(truncate)");
    database.exec("pragma journal_mode = delete");
    database.exec(`pragma mmap_size = ${MAPPED_BYTES}`);
    const row = database.prepare(settled ? "select count(*) as n from sqlite_master" : QUICK_CHECK).get();
    const fault = Object.values(row ?? {})[0];
    return settled || fault === "ok" ? undefined : String(fault);
  } catch (error) {
    return reasonOf(error);
  }
}

/** A file that nobody else can shorten is read fastest where it is mapped; what lies beyond is read in pieces. */
const MAPPED_BYTES = 2 ** 31 - 1;
const QUICK_CHECK = "pragma quick_check(1)";
