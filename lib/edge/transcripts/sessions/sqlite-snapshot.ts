import { lstatSync, readSync, type Stats } from "node:fs";
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import { MemoriesError, reasonOf } from "../../../core/errors.ts";
import { withTranscript } from "../open-transcript.ts";

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

/** Another program's database as it was at one moment, open for reading. */
export interface SqliteSnapshot {
  /** What the database was at that moment. */
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

/** Throws `rollout_unreadable` for what is no database: a link, a pipe, another file of that name. */
export async function refuseOther(path: string): Promise<void> {
  await withTranscript(path, async (file) => {
    const head = Buffer.alloc(MAGIC.length);
    const count = readSync(file.descriptor, head, 0, head.length, 0);
    if (head.toString("latin1", 0, count) !== MAGIC) throw databaseUnreadable(path, "no SQLite database");
  });
}

const MAGIC = "SQLite format 3\0";

/** Reads from an open database. `settle` is called after each query, and throws where its rows are not to be believed. */
export function snapshotIn(
  database: DatabaseSync,
  path: string,
  stamp: DatabaseStamp,
  settle: () => void,
): SqliteSnapshot {
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
        settle();
        throw databaseUnreadable(path, reasonOf(error), error);
      }
      settle();
    },
    close: () => database.close(),
  };
}

/** Whether a database is as it was. */
export function isSameStamp(a: DatabaseStamp, b: DatabaseStamp | undefined): boolean {
  return b !== undefined && (Object.keys(a) as (keyof DatabaseStamp)[]).every((key) => a[key] === b[key]);
}

function statOf(path: string): Stats | undefined {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return stat?.isFile() ? stat : undefined;
  } catch (error) {
    throw databaseUnreadable(path, reasonOf(error), error);
  }
}
