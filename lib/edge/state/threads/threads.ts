/** Reading threads: nothing here writes. */
import { desc, eq } from "drizzle-orm";
import type { Thread } from "../../../core/types.ts";
import type { State } from "../open/open.ts";
import { threadColumns, toThread } from "../open/rows.ts";
import { run } from "../open/run.ts";
import { threads } from "../open/schema.ts";
import { IS_SESSION } from "./is-session.ts";

/** The thread with this id; undefined when it was never indexed. */
export async function getThread(state: State, threadId: string): Promise<Thread | undefined> {
  const [row] = await run(state.orm.select(threadColumns).from(threads).where(eq(threads.id, threadId)));
  return row === undefined ? undefined : toThread(row);
}

/** Every indexed thread of every machine, newest first, then id descending. */
export async function listThreads(state: State): Promise<Thread[]> {
  const newestFirst = [desc(threads.updatedAt), desc(threads.id)];
  const rows = await run(
    state.orm
      .select(threadColumns)
      .from(threads)
      .where(IS_SESSION)
      .orderBy(...newestFirst),
  );
  return rows.map(toThread);
}
