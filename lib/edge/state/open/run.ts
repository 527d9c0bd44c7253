import { DrizzleQueryError, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { DatabaseClock } from "../../../core/jobs/void-times.ts";
import type { State } from "./open.ts";

/**
 * Runs a query of `state.orm`. drizzle wraps what the client throws in an error that repeats the statement and its
 * values, which may be anybody's memory: the client's own error, already explained, is passed on instead.
 */
export async function run<T>(query: PromiseLike<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    throw error instanceof DrizzleQueryError && error.cause !== undefined ? error.cause : error;
  }
}

/** The time that leases, retries and cooldowns go by, within a statement; seconds. */
export function leaseTime(state: Pick<State, "nowSql">): SQL<number> {
  return sql.raw(state.nowSql) as SQL<number>;
}

/** Whether a time of a job lies ahead, and no further than `seconds`: what does was written under a wrong clock. */
export function isAhead(state: Pick<State, "nowSql" | "replayNow">, column: string, seconds: number): SQL {
  const time = sql.raw(column);
  const now = leaseTime(state);
  return state.replayNow === undefined
    ? sql`coalesce(${time} > ${now} AND ${time} <= ${now} + ${seconds}, 0)`
    : sql`coalesce(${time} > ${now}, 0)`;
}

/** Whose time a database keeps that this run may write to. */
export function clockOf(state: Pick<State, "replayNow">): DatabaseClock {
  return state.replayNow === undefined ? "live" : "replay";
}

/** Whether a column is among some values; however many they are, they are one parameter. */
export function isAmong(column: SQLWrapper, values: readonly string[]): SQL {
  return sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(values)}))`;
}
