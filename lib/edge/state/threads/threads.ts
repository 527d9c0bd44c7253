/** Reading threads: nothing here writes. */
import { eq, sql } from "drizzle-orm";
import { byteOrder } from "../../../core/text/byte-order.ts";
import type { Thread } from "../../../core/types.ts";
import type { State } from "../open/open.ts";
import { readPacked } from "../open/read-packed.ts";
import { threadColumns, threadOf, toThread } from "../open/rows.ts";
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
  const rows = await readPacked(state, { thread: threadColumns }, sql`FROM ${threads} WHERE ${IS_SESSION}`);
  return rows.map(({ thread }) => threadOf(thread)).toSorted(newestFirst);
}

function newestFirst(a: Thread, b: Thread): number {
  return b.updatedAt - a.updatedAt || byteOrder(b.id, a.id);
}
