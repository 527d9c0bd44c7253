/**
 * The libSQL client with its errors translated: everything that a database may answer becomes one expected
 * failure with a remedy, and neither token nor password can stand in its text.
 */
import type { Client, Config, InArgs, InStatement, Transaction } from "@libsql/client";
import { REDACTION_MARKER } from "../../../core/constants.ts";
import { MemoriesError } from "../../../core/errors.ts";
import { type DatabaseAddress, secretsInUrl } from "./database-url.ts";
import { BUSY_SLICE_MS, busyWaiter } from "./while-busy.ts";

export interface ClientOptions {
  readonly url: string;
  /** The driver for this kind of address. */
  readonly createClient: (config: Config) => Client;
  readonly token: string | undefined;
  /** Where it is: what goes wrong with a server that is no fault of a statement is a matter of reaching it. */
  readonly address: DatabaseAddress;
  /** How long a local statement waits for another process's lock, in milliseconds. */
  readonly busyTimeoutMs: number;
  /** Cuts that waiting short. */
  readonly signal: AbortSignal | undefined;
  /** Called before whatever may change the database. */
  readonly onWrite: () => void;
}

/**
 * What each connection to a local file is told. WAL's commits reach the disk at checkpoints: a killed process loses
 * nothing, a power cut at most the last commits, which are then done again. What is deleted is overwritten: a forgotten
 * text must not be left in a free page.
 */
export const CONNECTION_SETTINGS = ["PRAGMA synchronous = NORMAL", "PRAGMA secure_delete = ON"] as const;

/** What is tried by whoever sends it, as often as that makes sense. */
const PRAGMA = /^\s*PRAGMA\b/iu;
/** Statements that change nothing by themselves. */
const READING = /^\s*(?:SELECT|PRAGMA|EXPLAIN)\b/iu;

/**
 * Opens a client. A local database gets exactly one connection: its calls are synchronous inside, so a second
 * one gains nothing, and a write beside an open transaction then fails at once instead of deadlocking.
 */
export function openClient(options: ClientOptions): Client {
  const explain = translator(options);
  const client = explain.sync(() =>
    options.createClient({
      url: options.url,
      ...(options.token === undefined ? {} : { authToken: options.token }),
      ...(options.address.kind === "remote" ? { fetch: request } : { concurrency: 1 }),
      timeout: Math.min(options.busyTimeoutMs, BUSY_SLICE_MS),
    }),
  );
  const wait = busyWaiter(options, async () => {
    client.reconnect();
    for (const setting of CONNECTION_SETTINGS) await explain.async(() => client.execute(setting));
  });
  const patient = <T>(work: () => Promise<T>) =>
    options.address.kind === "remote" ? explain.async(work) : wait(() => explain.async(work));
  return {
    execute: (statement: InStatement | string, args?: InArgs) => {
      const text = typeof statement === "string" ? statement : statement.sql;
      if (!READING.test(text)) options.onWrite();
      const execute = () =>
        typeof statement === "string" ? client.execute(statement, args) : client.execute(statement);
      return PRAGMA.test(text) ? explain.async(execute) : patient(execute);
    },
    // drizzle names no mode; what begins as a reader and then writes may meet a lock that no wait resolves.
    batch: (statements, mode = "write") => {
      options.onWrite();
      return patient(() => client.batch(statements, mode));
    },
    migrate: (statements) => {
      options.onWrite();
      return patient(() => client.migrate(statements));
    },
    executeMultiple: (sql) => {
      options.onWrite();
      return patient(() => client.executeMultiple(sql));
    },
    sync: () => explain.async(() => client.sync()),
    reconnect: () => client.reconnect(),
    transaction: async () => {
      options.onWrite();
      return guarded(await patient(() => client.transaction("write")), explain);
    },
    close: () => client.close(),
    get closed() {
      return client.closed;
    },
    get protocol() {
      return client.protocol;
    },
  };
}

/** A server that has not answered by then is held to be gone, in milliseconds. */
const REQUEST_TIMEOUT_MS = 60_000;

/** Asks the server named and no other: a redirect would carry the token to wherever it points. */
function request(what: Request): Promise<Response> {
  return fetch(what, { redirect: "manual", signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
}

interface Translator {
  sync<T>(work: () => T): T;
  async<T>(work: () => Promise<T>): Promise<T>;
}

function translator(options: ClientOptions): Translator {
  const secrets = [...secretsInUrl(options.url), options.token ?? ""].filter((secret) => secret !== "");
  const translate = (thrown: unknown) => translated(thrown, options.address, secrets);
  return {
    sync(work) {
      try {
        return work();
      } catch (error) {
        throw translate(error);
      }
    },
    async async(work) {
      try {
        return await work();
      } catch (error) {
        throw translate(error);
      }
    },
  };
}

function guarded(transaction: Transaction, explain: Translator): Transaction {
  return {
    execute: (statement) => explain.async(() => transaction.execute(statement)),
    batch: (statements) => explain.async(() => transaction.batch(statements)),
    executeMultiple: (sql) => explain.async(() => transaction.executeMultiple(sql)),
    rollback: () => explain.async(() => transaction.rollback()),
    commit: () => explain.async(() => transaction.commit()),
    close: () => transaction.close(),
    get closed() {
      return transaction.closed;
    },
  };
}

const BUSY = /^SQLITE_(?:BUSY|LOCKED)/u;
const NO_DATABASE = /^SQLITE_(?:NOTADB|CORRUPT)/u;
const NO_WRITE = /^SQLITE_(?:READONLY|CANTOPEN|PERM|AUTH|FULL|IOERR)/u;
/** Codes of statements that are wrong in themselves: a bug of ours, not a condition of the database. */
const OUR_BUG = /^SQLITE_(?:ERROR|CONSTRAINT|MISMATCH|RANGE|MISUSE|TOOBIG)/u;

/** An error of the driver as an expected failure; anything that is a bug keeps its kind, without secrets. */
function translated(thrown: unknown, address: DatabaseAddress, secrets: readonly string[]): unknown {
  if (thrown instanceof MemoriesError) return thrown;
  const display = address.display;
  const text = withoutSecrets(thrown instanceof Error ? thrown.message : String(thrown), secrets);
  const code = isDriverError(thrown) ? thrown.code : "";
  if (BUSY.test(code)) {
    return new MemoriesError("busy", `database is locked by another program: ${display}`, {
      hint: "try again when the other program has finished",
    });
  }
  if (NO_DATABASE.test(code)) return noDatabase(display, "file is not a database or is damaged");
  if (NO_WRITE.test(code)) {
    return new MemoriesError("io_failed", `database cannot be read or written: ${display} (${text})`, {
      hint: "check permissions and free space, or name another with --db",
    });
  }
  if (code.startsWith("URL_")) {
    return new MemoriesError("bad_option", `database URL cannot be used: ${display}`, {
      hint: "give file:PATH, libsql://HOST, https://HOST or wss://HOST",
    });
  }
  if (OUR_BUG.test(code) || address.kind !== "remote") {
    return new Error(text, secrets.length === 0 ? { cause: thrown } : {});
  }
  return new MemoriesError("state_unreachable", `database cannot be reached: ${display} (${text})`, {
    hint: "check the address given with --db and the token in MEMORIES_DB_TOKEN",
  });
}

/** The refusal of a file that holds something else. */
export function noDatabase(display: string, why: string): MemoriesError {
  return new MemoriesError("state_not_a_database", `state database refused: ${display} (${why})`, {
    hint: "move it away, or name another with --db",
  });
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, REDACTION_MARKER), text);
}

/** Told by its name: importing the class would load the drivers of all kinds of databases. */
function isDriverError(thrown: unknown): thrown is Error & { readonly code: string } {
  return thrown instanceof Error && /^Libsql(Batch)?Error$/.test(thrown.name) && "code" in thrown;
}
