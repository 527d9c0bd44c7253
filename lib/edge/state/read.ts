/** How a drizzle query of this folder is run. */
import { DrizzleQueryError } from "drizzle-orm";
import type { State } from "./open.ts";

/**
 * Runs a query on `state.orm`. drizzle wraps what the client throws in an error that repeats the statement and its
 * values, which may be anybody's memory: the client's own error is passed on instead.
 */
export async function read<T>(state: State, query: (orm: State["orm"]) => Promise<T>): Promise<T> {
  try {
    return await query(state.orm);
  } catch (error) {
    throw error instanceof DrizzleQueryError && error.cause !== undefined ? error.cause : error;
  }
}
