/**
 * The state database: opened, checked, migrated. Every query of this folder is a function that takes a `State` first.
 *
 * Writes are one statement or one `orm.batch(…)` each (BEGIN IMMEDIATE), so they are atomic between
 * processes, cost one round trip on a remote database, and never leave a transaction open in this process.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "@libsql/client";
import type { LibSQLDatabase } from "drizzle-orm/libsql/driver-core";
import { MemoriesError, reasonOf } from "../../../core/errors.ts";
import { fault } from "../../../core/fault.ts";
import { checkDatabase } from "./check-database.ts";
import { type ClientOptions, CONNECTION_SETTINGS, openClient } from "./client.ts";
import { type JournalMode, prepareDatabaseFile } from "./database-file.ts";
import { type DatabaseAddress, driverUrl } from "./database-url.ts";
import { type Fold, foldLog } from "./fold-log.ts";
import { migrate } from "./migrate.ts";
import { rememberFile, type SameFile } from "./same-file.ts";

export interface OpenStateOptions {
  /** Any libSQL URL: `file:`, `libsql:`, `http(s):`, `ws(s):`. */
  readonly url: string;
  /** For remote databases. Stands in no error text. */
  readonly token?: string | undefined;
  /** What to do about `http:` and `ws:` beyond loopback (default: refuse, `insecure_database`). */
  readonly insecure?: "allow" | "refuse";
  /** The time given with `--now`, in seconds: makes this a replay run, whose lease times count from it. */
  readonly now?: number | undefined;
  /** How long a local statement waits for another process, in milliseconds. */
  readonly busyTimeoutMs?: number | undefined;
  /** Cuts that waiting short: the run is stopped. */
  readonly signal?: AbortSignal | undefined;
}

/** An open database. */
export interface State {
  readonly client: Client;
  /** drizzle over that client: what queries are said with, and run by `run`. A batch is one write transaction. */
  readonly orm: LibSQLDatabase;
  /**
   * The SQL expression of the time that leases, retries and cooldowns go by: `unixepoch()`, in a replay run with its
   * offset added. Made of whole numbers only.
   */
  readonly nowSql: string;
  /** The time given with `--now`; undefined in a live run. */
  readonly replayNow: number | undefined;
  /** The address without secrets. */
  readonly url: string;
  /** Where a local database lies; undefined for others. */
  readonly file: string | undefined;
  /** Whether this process has written to it, or made it. */
  hasWritten(): boolean;
  /** Runs writes of this process one after another. For work of several statements; single ones do not need it. */
  write<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Closes the database. A local file that was written holds everything itself then, without its `-wal`, unless others
   * use it or the fold failed; undefined when there was nothing to fold.
   */
  close(): Promise<Fold | undefined>;
}

/** Other processes hold the write lock for milliseconds; this is for a machine that is very busy. */
const BUSY_TIMEOUT_MS = 30_000;
/** Tries at entering WAL mode, and the pause between two. */
const WAL_ATTEMPTS = 200;
const WAL_PAUSE_MS = 10;

/**
 * Opens a database, making and migrating it when needed. Throws `bad_option` (no URL), `insecure_database`,
 * `home_not_writable`, `state_not_a_database` and `state_newer_schema` (the file is left as it was), `busy`,
 * `state_damaged`, `driver_failed`, `state_unreachable`, `io_failed`. Writing throws `state_gone` once the file is no
 * longer the one that was opened.
 */
export async function openState(options: OpenStateOptions): Promise<State> {
  const address = checkDatabase(options.url, options.insecure ?? "refuse");
  fault("state.open", address.display);
  const journal = address.kind === "file" ? prepareDatabaseFile(address.path, address.display) : "other";
  let written = false;
  let file: SameFile | undefined;
  const { createClient, drizzle } = await loadDriver(address);
  const client = openClient({
    url: address.kind === "file" ? driverUrl(address.path) : options.url,
    createClient,
    token: options.token,
    address,
    busyTimeoutMs: options.busyTimeoutMs ?? BUSY_TIMEOUT_MS,
    signal: options.signal,
    onWrite: () => {
      written = true;
    },
    afterWrite: () => file?.check(),
  });
  const close = async () => {
    const fold = address.kind === "file" && written && !client.closed ? await foldLog(client, address.path) : undefined;
    client.close();
    return fold;
  };
  try {
    await migrate(client, address);
    if (address.kind === "file") {
      await useWriteAheadLog(client, journal);
      file = rememberFile(address.path, address.display);
    }
    const offset = options.now === undefined ? 0 : options.now - (await databaseTime(client));
    return {
      client,
      orm: drizzle(client),
      nowSql: `(unixepoch() + ${Math.trunc(offset)})`,
      replayNow: options.now,
      url: address.display,
      file: address.kind === "file" ? address.path : undefined,
      hasWritten: () => written,
      write: inTurn(),
      close,
    };
  } catch (error) {
    client.close();
    throw error;
  }
}

/**
 * WAL lets readers and one writer work at a time. Its commits reach the disk at checkpoints (`synchronous = NORMAL`):
 * a killed process loses nothing, a power cut at most the last commits, which are then done again.
 */
async function useWriteAheadLog(client: Client, journal: JournalMode): Promise<void> {
  if (journal !== "wal") await unlessBusy(() => client.execute("PRAGMA journal_mode = WAL"));
  for (const setting of CONNECTION_SETTINGS) await client.execute(setting);
}

interface Driver extends Pick<ClientOptions, "createClient"> {
  readonly drizzle: (client: Client) => LibSQLDatabase;
}

/**
 * The driver for an address, by itself: a local file needs nothing of what speaks to servers. Throws `driver_failed`: what
 * cannot be loaded says nothing about the database.
 */
async function loadDriver({ kind }: DatabaseAddress): Promise<Driver> {
  try {
    const { createClient } =
      kind === "remote" ? await import("@libsql/client") : await import("@libsql/client/sqlite3");
    // It loads the driver of files by itself.
    const { drizzle } = await import("drizzle-orm/libsql/sqlite3");
    return { createClient, drizzle };
  } catch (thrown) {
    throw new MemoriesError("driver_failed", `the database's driver cannot be loaded: ${reasonOf(thrown)}`, {
      hint: "the database is as it was; check memory, open files and the folder cache/ of the home, and try again",
      cause: thrown,
    });
  }
}

/** The change of journal mode needs the file for itself and does not wait for it: processes that open at once meet here. */
async function unlessBusy(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (attempt === WAL_ATTEMPTS || !(error instanceof MemoriesError) || error.code !== "busy") throw error;
      await sleep(WAL_PAUSE_MS);
    }
  }
}

async function databaseTime(client: Client): Promise<number> {
  const result = await client.execute("SELECT unixepoch() AS now");
  return Number(result.rows[0]?.now);
}

/** Runs what it is given one after another. */
function inTurn(): State["write"] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };
}
