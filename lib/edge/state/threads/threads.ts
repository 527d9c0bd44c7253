/** Reading threads: nothing here writes. */
import type { Thread } from "../../../core/types.ts";
import type { State } from "../open/open.ts";
import { THREAD_COLUMNS, toThread } from "../open/rows.ts";

/** The thread with this id; undefined when it was never indexed. */
export async function getThread(state: State, threadId: string): Promise<Thread | undefined> {
  const { rows } = await state.client.execute({
    sql: `SELECT ${THREAD_COLUMNS} FROM threads t WHERE t.id = ?`,
    args: [threadId],
  });
  return rows[0] === undefined ? undefined : toThread(rows[0]);
}

/** Every indexed thread of every machine, newest first, then id descending. */
export async function listThreads(state: State): Promise<Thread[]> {
  const { rows } = await state.client.execute(
    `SELECT ${THREAD_COLUMNS} FROM threads t ORDER BY t.updated_at DESC, t.id DESC`,
  );
  return rows.map(toThread);
}
