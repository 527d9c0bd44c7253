import { gt } from "drizzle-orm";
import type { State } from "../open/open.ts";
import { run } from "../open/run.ts";
import { stage1Outputs } from "../open/schema.ts";

/** A remembered session that later ones have used: how often, and when last, in seconds. */
export interface StoredUse {
  readonly threadId: string;
  readonly uses: number;
  readonly lastUsed: number | undefined;
}

/** The sessions that were used, in no order; their texts are not read. */
export async function listUses({ orm }: State): Promise<StoredUse[]> {
  const { threadId, usageCount, lastUsage } = stage1Outputs;
  const rows = await run(orm.select({ threadId, usageCount, lastUsage }).from(stage1Outputs).where(gt(usageCount, 0)));
  return rows.map((row) => ({
    threadId: row.threadId,
    uses: row.usageCount ?? 0,
    lastUsed: row.lastUsage ?? undefined,
  }));
}
