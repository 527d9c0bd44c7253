import { sql } from "drizzle-orm";
import type { State } from "../open/open.ts";
import { run } from "../open/run.ts";
import { forgotten, stage1Outputs } from "../open/schema.ts";

/** Whether a database holds what no transcript makes anew: memories, or that a session is to stay forgotten. */
export async function isWorthCopying(state: State): Promise<boolean> {
  const [row] = await run(
    state.orm.all<{ worth: number }>(
      sql`SELECT EXISTS (SELECT 1 FROM ${stage1Outputs}) OR EXISTS (SELECT 1 FROM ${forgotten}) AS worth`,
    ),
  );
  return Number(row?.worth) !== 0;
}
