/** The database as a file: made private before SQLite sees it, and looked at before it is opened. */
import { closeSync, fstatSync, mkdirSync, openSync, readSync } from "node:fs";
import { dirname } from "node:path";
import { MemoriesError, reasonOf } from "../../../core/errors.ts";
import { noDatabase } from "./driver-error.ts";

/** The first bytes of every SQLite file. */
const SQLITE_HEADER = "SQLite format 3\0";
/** Where the header has the versions of the format for writing and reading, and what both are in WAL mode. */
const FORMAT_VERSIONS = 18;
const WAL_VERSIONS = 0x0202;

/** How a database file is written to: `wal`, or as it has to be changed. */
export type JournalMode = "wal" | "other";

/**
 * Sees to it that `path` is an empty private file or an SQLite database. SQLite gives the mode of the file to its
 * `-wal` and `-shm`, so creating it 0600 keeps all three private. A file that is no database is only read.
 */
export function prepareDatabaseFile(path: string, display: string): JournalMode {
  const descriptor = openOrCreate(path, display);
  try {
    return refuseWhatIsNone(descriptor, display);
  } finally {
    closeSync(descriptor);
  }
}

/** Throws `state_not_a_database` unless the open file is empty or begins as SQLite's do. */
export function refuseWhatIsNone(descriptor: number, display: string): JournalMode {
  const stat = fstatSync(descriptor);
  if (stat.isDirectory()) throw noDatabase(display, "it is a folder");
  if (!stat.isFile()) throw noDatabase(display, "it is not a regular file");
  const head = Buffer.alloc(FORMAT_VERSIONS + 2);
  const length = readSync(descriptor, head, 0, head.length, 0);
  if (length > 0 && head.toString("latin1", 0, Math.min(length, SQLITE_HEADER.length)) !== SQLITE_HEADER) {
    throw noDatabase(display, "the file is not a database");
  }
  return head.readUInt16BE(FORMAT_VERSIONS) === WAL_VERSIONS ? "wal" : "other";
}

function openOrCreate(path: string, display: string): number {
  try {
    return openSync(path, "r+");
  } catch (error) {
    if (codeOf(error) === "EISDIR") throw noDatabase(display, "it is a folder");
    if (codeOf(error) !== "ENOENT") throw notUsable(error, display);
  }
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return openSync(path, "a+", 0o600);
  } catch (error) {
    throw notUsable(error, display);
  }
}

/** The system's code of an error; undefined when it has none. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function notUsable(error: unknown, display: string): MemoriesError {
  return new MemoriesError("home_not_writable", `database cannot be opened or made: ${display} (${reasonOf(error)})`, {
    hint: "choose a folder that can be written with --home, or another database with --db",
    cause: error,
  });
}
