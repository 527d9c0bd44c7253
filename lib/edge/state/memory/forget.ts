/**
 * Taking memories out of the state. `forgetThreads` also leaves a tombstone, so that the threads are not extracted
 * again; `dropMemories` leaves none; `forgottenAt` reads it, `liftTombstones` takes it away; `clearState` removes every memory and job.
 *
 * The job row goes too: a worker that is at such a thread loses its lease and stores nothing, and a thread whose
 * tombstone is lifted is extracted anew.
 */
import { and, eq, sql } from "drizzle-orm";
import { fault } from "../../../core/fault.ts";
import { enqueueForForgetting } from "../jobs/enqueue-phase2.ts";
import { coolnessEnds } from "../jobs/lift-cooldown.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import { isAmong, run } from "../open/run.ts";
import { forgotten, jobs, stage1Outputs, threads, usageLedger } from "../open/schema.ts";

/** Forgets threads for good, and lets the next consolidation follow at once; the ids that had a stored output, ascending. `now`: the run's. */
export async function forgetThreads(state: State, threadIds: readonly string[], now: number): Promise<string[]> {
  if (threadIds.length === 0) return [];
  await begin(state, `${threadIds.length}`);
  const ids = JSON.stringify(threadIds);
  const bury = state.orm.run(sql`INSERT INTO forgotten (thread_id, forgotten_at)
    SELECT value, ${now} FROM json_each(${ids}) WHERE true ON CONFLICT (thread_id) DO NOTHING`);
  const [, , ...removed] = await state.orm.batch([bury, coolnessEnds(state), ...removal(state, threadIds)]);
  return idsOf(removed[2]);
}

/** When a thread was forgotten, in seconds; undefined when it was not. */
export async function forgottenAt(state: State, threadId: string): Promise<number | undefined> {
  const [row] = await run(state.orm.select().from(forgotten).where(eq(forgotten.threadId, threadId)));
  return row?.forgottenAt;
}

/** Removes what was kept of threads whose transcript has gone; should it come back, it is extracted anew. */
export async function dropMemories(state: State, threadIds: readonly string[]): Promise<string[]> {
  if (threadIds.length === 0) return [];
  await begin(state, `${threadIds.length}`);
  const removed = await state.orm.batch(removal(state, threadIds));
  return idsOf(removed[2]);
}

/** Takes tombstones away; the ids that had one, ascending. */
export async function liftTombstones(state: State, threadIds: readonly string[]): Promise<string[]> {
  if (threadIds.length === 0) return [];
  await begin(state, `lift ${threadIds.length}`);
  const [lifted] = await state.orm.batch([
    state.orm
      .delete(forgotten)
      .where(isAmong(forgotten.threadId, threadIds))
      .returning({ threadId: forgotten.threadId }),
    // Read anew: the index holds no words of a forgotten thread.
    state.orm.update(threads).set({ rolloutSize: null, tailOffset: null }).where(isAmong(threads.id, threadIds)),
  ]);
  return idsOf(lifted);
}

/** What `clearState` removed. */
export interface ClearedState {
  readonly outputs: number;
  readonly jobs: number;
}

/** Removes all outputs, usage and both kinds of jobs in one transaction. Threads and tombstones stay. */
export async function clearState(state: State): Promise<ClearedState> {
  await admitWriter(state);
  fault("state.clear", state.url);
  const [outputs, , ended] = await state.orm.batch([
    state.orm.delete(stage1Outputs),
    state.orm.delete(usageLedger),
    state.orm.delete(jobs),
  ]);
  return { outputs: outputs.rowsAffected, jobs: ended.rowsAffected };
}

/** What removes the memories and jobs of threads, in one transaction. */
function removal(state: State, threadIds: readonly string[]) {
  return [
    enqueueForForgetting(state, threadIds),
    state.orm.delete(jobs).where(and(eq(jobs.kind, "memory_stage1"), isAmong(jobs.jobKey, threadIds))),
    state.orm
      .delete(stage1Outputs)
      .where(isAmong(stage1Outputs.threadId, threadIds))
      .returning({ threadId: stage1Outputs.threadId }),
  ] as const;
}

async function begin(state: State, what: string): Promise<void> {
  await admitWriter(state);
  fault("state.forget", what);
}

function idsOf(rows: readonly { readonly threadId: string }[]): string[] {
  return rows.map(({ threadId }) => threadId).sort();
}
