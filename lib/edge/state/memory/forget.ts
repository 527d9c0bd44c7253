/**
 * Taking memories out of the state. `forgetThreads` also leaves a tombstone, so that the threads are not extracted
 * again; `dropMemories` leaves none; `forgottenAt` reads it, `liftTombstones` takes it away; `clearState` removes every memory and job.
 *
 * The job row goes too: a worker that is at such a thread loses its lease and stores nothing, and a thread whose
 * tombstone is lifted is extracted anew.
 */
import type { InStatement } from "@libsql/client";
import { fault } from "../../../core/fault.ts";
import { enqueueForForgetting } from "../jobs/enqueue-phase2.ts";
import { admitWriter } from "../open/clock.ts";
import type { State } from "../open/open.ts";
import { optionalNumber } from "../open/rows.ts";

/** Forgets threads for good; the ids that had a stored output, ascending. `now`: the run's. */
export function forgetThreads(state: State, threadIds: readonly string[], now: number): Promise<string[]> {
  return remove(state, threadIds, [
    {
      sql: `INSERT INTO forgotten (thread_id, forgotten_at) SELECT value, :now FROM json_each(:ids) WHERE true
        ON CONFLICT (thread_id) DO NOTHING`,
      args: { now, ids: JSON.stringify(threadIds) },
    },
  ]);
}

/** When a thread was forgotten, in seconds; undefined when it was not. */
export async function forgottenAt(state: State, threadId: string): Promise<number | undefined> {
  const { rows } = await state.client.execute({
    sql: "SELECT forgotten_at FROM forgotten WHERE thread_id = ?",
    args: [threadId],
  });
  return optionalNumber(rows[0]?.forgotten_at);
}

/** Removes what was kept of threads whose transcript has gone; should it come back, it is extracted anew. */
export function dropMemories(state: State, threadIds: readonly string[]): Promise<string[]> {
  return remove(state, threadIds, []);
}

/** Takes tombstones away; the ids that had one, ascending. */
export async function liftTombstones(state: State, threadIds: readonly string[]): Promise<string[]> {
  if (threadIds.length === 0) return [];
  await admitWriter(state);
  fault("state.forget", `lift ${threadIds.length}`);
  const result = await state.client.execute({
    sql: "DELETE FROM forgotten WHERE thread_id IN (SELECT value FROM json_each(?)) RETURNING thread_id",
    args: [JSON.stringify(threadIds)],
  });
  return result.rows.map((row) => String(row.thread_id)).sort();
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
  const results = await state.client.batch(
    [
      "DELETE FROM stage1_outputs",
      "DELETE FROM usage_ledger",
      "DELETE FROM jobs WHERE kind IN ('memory_stage1', 'memory_consolidate_global')",
    ],
    "write",
  );
  return { outputs: results[0]?.rowsAffected ?? 0, jobs: results[2]?.rowsAffected ?? 0 };
}

async function remove(state: State, threadIds: readonly string[], before: InStatement[]): Promise<string[]> {
  if (threadIds.length === 0) return [];
  await admitWriter(state);
  fault("state.forget", `${threadIds.length}`);
  const args = [JSON.stringify(threadIds)];
  const results = await state.client.batch(
    [
      ...before,
      enqueueForForgetting(threadIds),
      {
        sql: `DELETE FROM jobs WHERE kind = 'memory_stage1' AND job_key IN (SELECT value FROM json_each(?))`,
        args,
      },
      {
        sql: "DELETE FROM stage1_outputs WHERE thread_id IN (SELECT value FROM json_each(?)) RETURNING thread_id",
        args,
      },
    ],
    "write",
  );
  return (results.at(-1)?.rows ?? []).map((row) => String(row.thread_id)).sort();
}
