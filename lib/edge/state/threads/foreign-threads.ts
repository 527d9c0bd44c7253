/** Threads that another codex home or another machine has indexed, and taking them over. */
import { and, count, eq, gt, isNull, lt, not, type SQL, sql } from "drizzle-orm";
import { union, unionAll } from "drizzle-orm/sqlite-core";
import { fault } from "../../../core/fault.ts";
import type { State } from "../open/open.ts";
import { isAmong, run } from "../open/run.ts";
import { threads } from "../open/schema.ts";
import { inScope } from "./in-scope.ts";
import type { IndexScope } from "./index-scope.ts";

/** A thread of another scope that is not missing there. */
export interface ForeignRow {
  readonly id: string;
  readonly machine: string;
  readonly agentHome: string;
  readonly path: string;
  readonly size: number | undefined;
  readonly mtimeMs: number | undefined;
  /** What tells the first line of its transcript. */
  readonly firstLine: string | undefined;
}

/** Of these threads, those that another machine or home has indexed and still has. */
export async function readForeignRows(state: State, ids: readonly string[], scope: IndexScope): Promise<ForeignRow[]> {
  if (ids.length === 0) return [];
  const { id, machine, agentHome, rolloutPath, rolloutSize, rolloutMtimeMs, indexState } = threads;
  const firstLine = sql<string | null>`CASE WHEN json_valid(${indexState}) THEN ${indexState} ->> '$.firstLine' END`;
  const rows = await run(
    state.orm
      .select({
        id,
        machine,
        agentHome,
        path: rolloutPath,
        size: rolloutSize,
        mtimeMs: rolloutMtimeMs,
        firstLine,
      })
      .from(threads)
      .where(and(isAmong(id, ids), not(inScope(scope)), isNull(threads.missingSince))),
  );
  return rows.map((row) => ({
    ...row,
    size: row.size ?? undefined,
    mtimeMs: row.mtimeMs ?? undefined,
    firstLine: row.firstLine ?? undefined,
  }));
}

/** The other homes of the same agent that threads of this machine are indexed under. */
export async function readOtherHomes(state: State, { machine, agent, agentHome }: IndexScope): Promise<string[]> {
  const homes = (beyond: SQL) =>
    state.orm
      .selectDistinct({ home: threads.agentHome })
      .from(threads)
      .where(and(eq(threads.machine, machine), eq(threads.agent, agent), beyond));
  // Two ranges of an index, and nothing in either for nearly everyone.
  const rows = await run(union(homes(lt(threads.agentHome, agentHome)), homes(gt(threads.agentHome, agentHome))));
  return rows.map(({ home }) => home);
}

/** How many threads each other machine has indexed and not found missing, by machine. */
export async function countOtherMachines(state: State, machine: string): Promise<Map<string, number>> {
  const counted = (beyond: SQL) =>
    state.orm
      .select({ machine: threads.machine, n: count() })
      .from(threads)
      .where(and(beyond, isNull(threads.missingSince)))
      .groupBy(threads.machine);
  const rows = await run(
    unionAll(counted(lt(threads.machine, machine)), counted(gt(threads.machine, machine))).orderBy(sql`1`),
  );
  return new Map(rows.map((row) => [row.machine, row.n]));
}

/** Where rows are taken from: a machine, or one of its homes, or single threads of that home. */
export interface TakeOver {
  readonly machine: string;
  readonly agentHome?: string;
  readonly ids?: readonly string[];
}

/**
 * Makes rows of the scope's agent those of `scope`, their paths under its home; how many. What proves a file unchanged stays, so that a
 * folder that was renamed is not read again.
 */
export async function takeOverThreads(state: State, from: TakeOver, scope: IndexScope): Promise<number> {
  fault("state.index", from.agentHome ?? from.machine);
  const { machine, agentHome, rolloutPath, sessionFiles } = threads;
  const rest = sql`substr(${rolloutPath}, length(${agentHome}) + 1)`;
  const isUnderHome = sql`substr(${rolloutPath}, 1, length(${agentHome}) + 1) = ${agentHome} || '/'`;
  const result = await run(
    state.orm
      .update(threads)
      .set({
        machine: scope.machine,
        agentHome: scope.agentHome,
        rolloutPath: sql`CASE WHEN ${isUnderHome} THEN ${scope.agentHome} || ${rest} ELSE ${rolloutPath} END`,
        sessionFiles: sql`CASE WHEN ${agentHome} = ${scope.agentHome} THEN ${sessionFiles} END`,
      })
      .where(
        and(
          eq(machine, from.machine),
          eq(threads.agent, scope.agent),
          from.agentHome === undefined ? undefined : eq(agentHome, from.agentHome),
          from.ids === undefined ? undefined : isAmong(threads.id, from.ids),
        ),
      ),
  );
  return result.rowsAffected;
}
