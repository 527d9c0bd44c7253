/** What indexing the sessions of agents other than Codex asks of all of a home's rows. */
import { and, eq, gte, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { parseMetadataState } from "../../../core/agents/session/metadata-state.ts";
import type { FamilyMember } from "../../../core/agents/session/session-families.ts";
import { fault } from "../../../core/fault.ts";
import type { RecentSessions } from "../../../core/index/unusable-sessions.ts";
import type { State } from "../open/open.ts";
import { run } from "../open/run.ts";
import { threads } from "../open/schema.ts";
import { inScope } from "./in-scope.ts";
import type { IndexScope } from "./index-scope.ts";

/** A session by its key, and what tells it from those it was forked from. */
export interface KnownMember extends FamilyMember {
  readonly threadId: string;
}

const { indexState } = threads;
const FIRST_TURN = sql`CASE WHEN json_valid(${indexState}) THEN ${indexState} ->> '$.turns[0].key' END`;

/** The sessions of a home that share their first turn with another. Ids are the product's own. */
export async function readFamilies(state: State, scope: IndexScope): Promise<KnownMember[]> {
  const isShared = sql`${FIRST_TURN} IN (SELECT ${FIRST_TURN} FROM ${threads} WHERE ${inScope(scope)}
    GROUP BY 1 HAVING count(*) > 1)`;
  return readMembers(state, scope, isShared);
}

/** The sessions that begin with the same turn as this one, itself included. */
export async function readFamilyOf(state: State, scope: IndexScope, threadId: string): Promise<KnownMember[]> {
  const isShared = sql`${FIRST_TURN} = (SELECT ${FIRST_TURN} FROM ${threads} WHERE ${threads.id} = ${threadId})`;
  return readMembers(state, scope, isShared);
}

async function readMembers(state: State, scope: IndexScope, isShared: SQL): Promise<KnownMember[]> {
  const { id, nativeId, createdAt } = threads;
  const rows = await run(
    state.orm
      .select({ id, nativeId, createdAt, indexState })
      .from(threads)
      .where(and(inScope(scope), isNotNull(nativeId), isNull(threads.missingSince), isShared)),
  );
  return rows.flatMap((row) => {
    const kept = parseMetadataState(row.indexState ?? "", "", "");
    if (kept === undefined) return [];
    const { facts, firstMs, turns } = kept;
    const createdMs = facts.createdMs ?? firstMs ?? row.createdAt * 1_000;
    const parent = facts.parentId === undefined ? {} : { parentId: facts.parentId };
    return [{ threadId: row.id, id: row.nativeId ?? row.id, createdMs, turns, ...parent }];
  });
}

/** What became known of a fork: its parent's key, and whether it has a turn of its own. */
export interface KnownFork {
  readonly threadId: string;
  readonly parentId: string;
  readonly own: "some" | "none";
}

/**
 * Writes whose forks sessions are. One without a turn of its own is no session: it loses its first words, and is read
 * whole when it grows.
 */
export async function storeForks(state: State, forks: readonly KnownFork[]): Promise<void> {
  const [first] = forks;
  if (first === undefined) return;
  fault("state.index", first.threadId);
  const rows = JSON.stringify(forks.map(({ threadId, parentId, own }) => [threadId, parentId, own === "none" ? 1 : 0]));
  await run(
    state.orm.run(sql`UPDATE threads SET forked_from_id = new.parent,
        first_user_message = CASE WHEN new.empty THEN '' ELSE first_user_message END,
        tail_offset = CASE WHEN new.empty THEN NULL ELSE tail_offset END
      FROM (SELECT value ->> 0 AS id, value ->> 1 AS parent, value ->> 2 AS empty FROM json_each(${rows})) AS new
      WHERE threads.id = new.id`),
  );
}

/** The sessions of a home updated since `since` (seconds), by whether their records are of known kinds. */
export async function readRecentForms(state: State, scope: IndexScope, since: number): Promise<RecentSessions[]> {
  const known = sql<number>`NOT coalesce(json_valid(${indexState}) AND ${indexState} ->> '$.said' IS NULL
    AND ${indexState} ->> '$.usable' > 0 AND ${indexState} ->> '$.unknown' * 2 > ${indexState} ->> '$.usable', 0)`;
  const { cliVersion, updatedAt, missingSince } = threads;
  const rows = await run(
    state.orm
      .select({ known, cliVersion, count: sql<number>`count(*)` })
      .from(threads)
      .where(and(inScope(scope), gte(updatedAt, since), isNull(missingSince)))
      .groupBy(known, cliVersion),
  );
  return rows.map((row) => ({
    count: row.count,
    hasUserMessage: row.known === 1,
    historyMode: undefined,
    cliVersion: row.known === 1 ? undefined : (row.cliVersion ?? undefined),
  }));
}

/** Which of these transcripts are indexed and there, of any agent. */
export async function readIndexedPaths(state: State, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const { rolloutPath, missingSince } = threads;
  const among = sql`${rolloutPath} IN (SELECT value FROM json_each(${JSON.stringify(paths)}))`;
  const rows = await run(
    state.orm
      .select({ path: rolloutPath })
      .from(threads)
      .where(and(among, isNull(missingSince), eq(threads.memoryMode, "enabled"))),
  );
  return new Set(rows.map(({ path }) => path));
}
