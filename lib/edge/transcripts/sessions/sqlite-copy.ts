import { constants, copyFileSync, lstatSync, mkdirSync, mkdtempSync, readSync, rmSync, type Stats } from "node:fs";
import { join } from "node:path";
import type { Client } from "@libsql/client";
import { MemoriesError, reasonOf } from "../../../core/errors.ts";
import { type OpenTranscript, withTranscript } from "../open-transcript.ts";

/** What tells whether another program's database has changed. Times in whole milliseconds. */
export interface DatabaseStamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly inode: string;
  readonly walSize: number;
  readonly walMtimeMs: number;
}

/** A database of another program could not be read, and why. */
export function databaseUnreadable(path: string, reason: string, cause?: unknown): MemoriesError {
  return new MemoriesError("rollout_unreadable", `database cannot be read: ${path}: ${reason}`, { cause });
}

/** The sizes and times of a database and its write-ahead log; undefined when there is no such file. */
export function databaseStamp(path: string): DatabaseStamp | undefined {
  const file = statOf(path);
  if (file === undefined) return undefined;
  const wal = statOf(`${path}-wal`);
  return {
    size: file.size,
    mtimeMs: Math.floor(file.mtimeMs),
    inode: String(file.ino),
    walSize: wal?.size ?? 0,
    walMtimeMs: Math.floor(wal?.mtimeMs ?? 0),
  };
}

/** A program that writes without a pause could tear every copy; then the copy's own check decides. */
const ATTEMPTS = 5;

/**
 * Opens a private copy of another program's database for the time of `use`: the file and its `-wal`, in which all rows
 * can still stand, copied below `scratch` and opened there. Nothing beside the source is opened for writing, locked or
 * created. Taken again while the source changes under it. Throws `rollout_unreadable`.
 */
export async function withSqliteCopy<T>(
  path: string,
  scratch: string,
  use: (client: Client, stamp: DatabaseStamp) => Promise<T>,
): Promise<T> {
  await withTranscript(path, async (file) => refuseOther(file));
  mkdirSync(scratch, { recursive: true });
  const folder = mkdtempSync(join(scratch, "database-"));
  try {
    const copy = join(folder, "copy.db");
    const { createClient } = await import("@libsql/client");
    for (let attempt = 1; ; attempt += 1) {
      const { stamp, settled } = copyOf(path, copy);
      const client = createClient({ url: `file:${copy}` });
      try {
        const fault = await faultOf(client, settled);
        if (fault === undefined) return await use(client, stamp);
        if (settled) throw databaseUnreadable(path, fault);
        if (attempt === ATTEMPTS) throw databaseUnreadable(path, "it changes all the time");
      } finally {
        client.close();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const MAGIC = "SQLite format 3\0";

function refuseOther(file: OpenTranscript): void {
  const head = Buffer.alloc(MAGIC.length);
  const count = readSync(file.descriptor, head, 0, head.length, 0);
  if (head.toString("latin1", 0, count) !== MAGIC) throw databaseUnreadable(file.path, "no SQLite database");
}

function copyOf(path: string, copy: string): { stamp: DatabaseStamp; settled: boolean } {
  try {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${copy}${suffix}`, { force: true });
    const before = databaseStamp(path);
    if (before === undefined) throw databaseUnreadable(path, "it is gone");
    copyFileSync(path, copy, constants.COPYFILE_FICLONE);
    if (before.walSize > 0) copyFileSync(`${path}-wal`, `${copy}-wal`, constants.COPYFILE_FICLONE);
    return { stamp: before, settled: isSame(before, databaseStamp(path)) };
  } catch (error) {
    if (error instanceof MemoriesError) throw error;
    throw databaseUnreadable(path, reasonOf(error), error);
  }
}

function isSame(a: DatabaseStamp, b: DatabaseStamp | undefined): boolean {
  return b !== undefined && (Object.keys(a) as (keyof DatabaseStamp)[]).every((key) => a[key] === b[key]);
}

/** What is wrong with a copy. That of a source which kept still is as whole as the source; another is checked whole. */
async function faultOf(client: Client, settled: boolean): Promise<string | undefined> {
  try {
    const { rows } = await client.execute(settled ? "select 'ok' from sqlite_master union select 'ok'" : QUICK_CHECK);
    return rows[0]?.[0] === "ok" ? undefined : String(rows[0]?.[0]);
  } catch (error) {
    return reasonOf(error);
  }
}

const QUICK_CHECK = "pragma quick_check(1)";

function statOf(path: string): Stats | undefined {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return stat?.isFile() ? stat : undefined;
  } catch (error) {
    throw databaseUnreadable(path, reasonOf(error), error);
  }
}
