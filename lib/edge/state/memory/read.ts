/** How a drizzle query of this folder is run. */
import { DrizzleQueryError } from "drizzle-orm";
import type { LibSQLDatabase } from "drizzle-orm/libsql";
import type { State } from "../open/open.ts";

const opened = new WeakMap<State["client"], LibSQLDatabase>();

/**
 * drizzle over a state's client. Loaded with the first query, since its entry loads the drivers of all kinds of databases:
 * commands whose statements are all written out start without, and the addon is loaded by `openState` alone.
 */
export async function ormOf({ client }: Pick<State, "client">): Promise<LibSQLDatabase> {
  const known = opened.get(client);
  if (known !== undefined) return known;
  const { drizzle } = await import("drizzle-orm/libsql");
  const orm = drizzle(client);
  opened.set(client, orm);
  return orm;
}

/**
 * Runs a query. drizzle wraps what the client throws in an error that repeats the statement and its values, which may be
 * anybody's memory: the client's own error is passed on instead.
 */
export async function read<T>(state: State, query: (orm: LibSQLDatabase) => Promise<T>): Promise<T> {
  const orm = await ormOf(state);
  try {
    return await query(orm);
  } catch (error) {
    throw error instanceof DrizzleQueryError && error.cause !== undefined ? error.cause : error;
  }
}
