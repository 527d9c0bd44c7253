/**
 * The libSQL client with its errors translated: everything that a database may answer becomes one expected
 * failure with a remedy, and neither token nor password can stand in its text.
 */
import type { Client, Config, InArgs, InStatement, Transaction } from "@libsql/client";
import { type DatabaseAddress, secretsInUrl } from "./database-url.ts";
import { explainDriverError } from "./driver-error.ts";
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
  /** Called when it was changed; throws where the change went to a file that is no longer the database. */
  readonly afterWrite: () => void;
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
  const write = async <T>(work: () => Promise<T>): Promise<T> => {
    options.onWrite();
    const written = await patient(work);
    options.afterWrite();
    return written;
  };
  return {
    execute: (statement: InStatement | string, args?: InArgs) => {
      const text = typeof statement === "string" ? statement : statement.sql;
      const execute = () =>
        typeof statement === "string" ? client.execute(statement, args) : client.execute(statement);
      if (PRAGMA.test(text)) return explain.async(execute);
      return READING.test(text) ? patient(execute) : write(execute);
    },
    // drizzle names no mode; what begins as a reader and then writes may meet a lock that no wait resolves.
    batch: (statements, mode = "write") => write(() => client.batch(statements, mode)),
    migrate: (statements) => write(() => client.migrate(statements)),
    executeMultiple: (sql) => write(() => client.executeMultiple(sql)),
    sync: () => explain.async(() => client.sync()),
    reconnect: () => client.reconnect(),
    transaction: async () => {
      options.onWrite();
      return guarded(await patient(() => client.transaction("write")), explain, options.afterWrite);
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
  const translate = (thrown: unknown) => explainDriverError(thrown, options.address, secrets);
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

function guarded(transaction: Transaction, explain: Translator, afterWrite: () => void): Transaction {
  return {
    execute: (statement) => explain.async(() => transaction.execute(statement)),
    batch: (statements) => explain.async(() => transaction.batch(statements)),
    executeMultiple: (sql) => explain.async(() => transaction.executeMultiple(sql)),
    rollback: () => explain.async(() => transaction.rollback()),
    commit: async () => {
      await explain.async(() => transaction.commit());
      afterWrite();
    },
    close: () => transaction.close(),
    get closed() {
      return transaction.closed;
    },
  };
}
