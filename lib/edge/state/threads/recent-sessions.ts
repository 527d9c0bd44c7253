import { and, count, gte, isNotNull, isNull, not, sql } from "drizzle-orm";
import type { RecentSessions } from "../../../core/index/unusable-sessions.ts";
import type { State } from "../open/open.ts";
import { run } from "../open/run.ts";
import { threads } from "../open/schema.ts";
import { inScope } from "./in-scope.ts";
import type { IndexScope } from "./index-scope.ts";

/**
 * The sessions of a scope that were updated since `since` (seconds) and are there. Those with a person's words in a
 * form that has a known name are counted as one kind: they are nearly all.
 */
export async function readRecentSessions(state: State, scope: IndexScope, since: number): Promise<RecentSessions[]> {
  const { firstUserMessage, historyMode, cliVersion, updatedAt, missingSince, indexState } = threads;
  // Sessions that came with an imported memory have no transcript here.
  const isRead = and(isNotNull(indexState), isNull(missingSince));
  const isRecent = and(inScope(scope), gte(updatedAt, since), isRead);
  const hasUserMessage = sql<number>`${firstUserMessage} <> ''`;
  const isGood = sql`(${hasUserMessage} AND coalesce(${historyMode}, 'legacy') IN ('legacy', 'paginated'))`;
  const [[good], others] = await Promise.all([
    run(state.orm.select({ n: count() }).from(threads).where(and(isRecent, isGood))),
    run(
      state.orm
        .select({ hasUserMessage, historyMode, cliVersion, n: count() })
        .from(threads)
        .where(and(isRecent, not(isGood)))
        .groupBy(hasUserMessage, historyMode, cliVersion),
    ),
  ]);
  return [
    { hasUserMessage: true, historyMode: undefined, cliVersion: undefined, count: good?.n ?? 0 },
    ...others.map((row) => ({
      hasUserMessage: row.hasUserMessage === 1,
      historyMode: row.historyMode ?? undefined,
      cliVersion: row.cliVersion ?? undefined,
      count: row.n,
    })),
  ];
}
