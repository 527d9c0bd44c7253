/** What is stored of one thread: nothing here writes. */
import { eq } from "drizzle-orm";
import type { Stage1Output } from "../../../core/types.ts";
import type { State } from "../open/open.ts";
import { stage1Outputs } from "../open/schema.ts";
import { read } from "./read.ts";

/** The stored output of a thread. */
export async function getOutput(state: State, threadId: string): Promise<Stage1Output | undefined> {
  const rows = await read(state, (orm) => orm.select().from(stage1Outputs).where(eq(stage1Outputs.threadId, threadId)));
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    ...row,
    rolloutSlug: row.rolloutSlug ?? undefined,
    usageCount: row.usageCount ?? undefined,
    lastUsage: row.lastUsage ?? undefined,
    selectedForPhase2SourceUpdatedAt: row.selectedForPhase2SourceUpdatedAt ?? undefined,
  };
}
