/** What is stored of one thread: nothing here writes. */
import { eq } from "drizzle-orm";
import type { Stage1Output } from "../../../core/types.ts";
import type { State } from "../open/open.ts";
import { toOutput } from "../open/rows.ts";
import { run } from "../open/run.ts";
import { stage1Outputs } from "../open/schema.ts";

/** The stored output of a thread. */
export async function getOutput(state: State, threadId: string): Promise<Stage1Output | undefined> {
  const [row] = await run(state.orm.select().from(stage1Outputs).where(eq(stage1Outputs.threadId, threadId)));
  return row === undefined ? undefined : toOutput(row);
}

/** The ids of all threads that have a stored output. */
export async function listOutputIds(state: State): Promise<string[]> {
  const rows = await run(state.orm.select({ id: stage1Outputs.threadId }).from(stage1Outputs));
  return rows.map(({ id }) => id);
}
