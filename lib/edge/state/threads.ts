/** Reading single rows and lists for `status`, `threads`, `explain`, `show`: nothing here writes. */
import { desc, eq } from "drizzle-orm";
import type { Stage1Output, Thread } from "../../core/types.ts";
import type { State } from "./open.ts";
import { read } from "./read.ts";
import { toOutput, toThread } from "./rows.ts";
import { forgotten, stage1Outputs, threads } from "./schema.ts";

/** The thread with this id; undefined when it was never indexed. */
export async function getThread(state: State, threadId: string): Promise<Thread | undefined> {
  const rows = await read(state, (orm) => orm.select().from(threads).where(eq(threads.id, threadId)));
  return rows[0] === undefined ? undefined : toThread(rows[0]);
}

/** Every indexed thread of every machine, newest first, then id descending. */
export async function listThreads(state: State): Promise<Thread[]> {
  const rows = await read(state, (orm) =>
    orm.select().from(threads).orderBy(desc(threads.updatedAt), desc(threads.id)),
  );
  return rows.map(toThread);
}

/** The stored output of a thread. */
export async function getOutput(state: State, threadId: string): Promise<Stage1Output | undefined> {
  const rows = await read(state, (orm) => orm.select().from(stage1Outputs).where(eq(stage1Outputs.threadId, threadId)));
  return rows[0] === undefined ? undefined : toOutput(rows[0]);
}

/** When a thread was forgotten, in seconds; undefined when it was not. */
export async function forgottenAt(state: State, threadId: string): Promise<number | undefined> {
  const rows = await read(state, (orm) => orm.select().from(forgotten).where(eq(forgotten.threadId, threadId)));
  return rows[0]?.forgottenAt;
}
