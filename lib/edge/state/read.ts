/** How a drizzle query of this folder is run. */
import { DrizzleQueryError } from "drizzle-orm";
import { construct, type LibSQLDatabase } from "drizzle-orm/libsql/driver-core";
import type { State } from "./open.ts";

const opened = new WeakMap<State["client"], LibSQLDatabase>();

/**
 * drizzle over a state's client, made from its core: its ordinary entry would load the drivers of all kinds of databases. Made by
 * the first query: commands whose statements are all written out start without.
 */
export function ormOf({ client }: Pick<State, "client">): LibSQLDatabase {
  const orm = opened.get(client) ?? construct(client);
  opened.set(client, orm);
  return orm;
}

/**
 * Runs a query. drizzle wraps what the client throws in an error that repeats the statement and its values, which may be
 * anybody's memory: the client's own error is passed on instead.
 */
export async function read<T>(state: State, query: (orm: LibSQLDatabase) => Promise<T>): Promise<T> {
  try {
    return await query(ormOf(state));
  } catch (error) {
    throw error instanceof DrizzleQueryError && error.cause !== undefined ? error.cause : error;
  }
}
