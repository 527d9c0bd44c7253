import {
  chmodSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readSync,
  rmSync,
  type Stats,
} from "node:fs";
import { join } from "node:path";
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
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

/** Whole numbers come as bigint: another program's may be larger than a number holds. */
export type SqliteRow = Readonly<Record<string, SQLOutputValue>>;

/** A private copy of another program's database, open for reading. */
export interface SqliteCopy {
  /** What the database was when the copy was taken. */
  readonly stamp: DatabaseStamp;
  /** The rows of a query one by one, in memory bounded by the longest. Throws `rollout_unreadable` where it is damaged. */
  readonly rows: (sql: string, ...args: SQLInputValue[]) => Iterable<SqliteRow>;
  readonly close: () => void;
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

/** Opens a private copy as `openSqliteCopy` does for the time of `use`. Throws `rollout_unreadable`. */
export async function withSqliteCopy<T>(
  path: string,
  scratch: string,
  use: (copy: SqliteCopy) => T | Promise<T>,
): Promise<T> {
  const copy = await openSqliteCopy(path, scratch);
  try {
    return await use(copy);
  } finally {
    copy.close();
  }
}

/**
 * Opens a private copy of another program's database: the file and its `-wal`, in which all rows can still stand, copied
 * below `scratch`, opened and unlinked there, so that nothing outlives this process. Nothing beside the source is opened
 * for writing, locked or created. Taken again while the source changes under it. Throws `rollout_unreadable`.
 */
export async function openSqliteCopy(path: string, scratch: string): Promise<SqliteCopy> {
  await withTranscript(path, async (file) => refuseOther(file));
  const { DatabaseSync } = await import("node:sqlite");
  mkdirSync(scratch, { recursive: true });
  const folder = mkdtempSync(join(scratch, "database-"));
  try {
    const file = join(folder, "copy.db");
    for (let attempt = 1; ; attempt += 1) {
      const { stamp, settled } = copyOf(path, file);
      const database = new DatabaseSync(file);
      const fault = faultOf(database, settled);
      if (fault === undefined) return copyIn(database, path, stamp);
      database.close();
      if (settled) throw databaseUnreadable(path, fault);
      if (attempt === ATTEMPTS) throw databaseUnreadable(path, "it changes all the time");
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function copyIn(database: DatabaseSync, path: string, stamp: DatabaseStamp): SqliteCopy {
  /** Prepared statements that nobody is iterating over. */
  const idle = new Map<string, StatementSync>();
  const takeStatement = (sql: string) => {
    const known = idle.get(sql);
    idle.delete(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    return statement;
  };
  return {
    stamp,
    *rows(sql, ...args) {
      try {
        const statement = takeStatement(sql);
        yield* statement.iterate(...args);
        idle.set(sql, statement);
      } catch (error) {
        throw databaseUnreadable(path, reasonOf(error), error);
      }
    },
    close: () => database.close(),
  };
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
    chmodSync(copy, OWN_FILE);
    if (before.walSize > 0) {
      copyFileSync(`${path}-wal`, `${copy}-wal`, constants.COPYFILE_FICLONE);
      chmodSync(`${copy}-wal`, OWN_FILE);
    }
    return { stamp: before, settled: isSame(before, databaseStamp(path)) };
  } catch (error) {
    if (error instanceof MemoriesError) throw error;
    throw databaseUnreadable(path, reasonOf(error), error);
  }
}

/** Nobody else's, and written to: what stands in the log is moved into the file. */
const OWN_FILE = 0o600;

function isSame(a: DatabaseStamp, b: DatabaseStamp | undefined): boolean {
  return b !== undefined && (Object.keys(a) as (keyof DatabaseStamp)[]).every((key) => a[key] === b[key]);
}

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

function statOf(path: string): Stats | undefined {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return stat?.isFile() ? stat : undefined;
  } catch (error) {
    throw databaseUnreadable(path, reasonOf(error), error);
  }
}
