import { max } from "drizzle-orm";
import type { State } from "../open/open.ts";
import { run } from "../open/run.ts";
import { jobs, stage1Outputs, threads } from "../open/schema.ts";

/** The newest times that are written down, in seconds: of what this program did, and of sessions. */
export interface NewestTimes {
  readonly recorded: number | undefined;
  readonly session: number | undefined;
}

/** Reads them; nothing here writes. */
export async function newestTimes({ orm }: State): Promise<NewestTimes> {
  const [[made], [ended], [touched]] = await Promise.all([
    run(orm.select({ at: max(stage1Outputs.generatedAt) }).from(stage1Outputs)),
    run(orm.select({ at: max(jobs.finishedAt) }).from(jobs)),
    run(orm.select({ at: max(threads.updatedAt) }).from(threads)),
  ]);
  const recorded = [made?.at, ended?.at].filter((at) => typeof at === "number");
  return {
    recorded: recorded.length === 0 ? undefined : Math.max(...recorded),
    session: typeof touched?.at === "number" ? touched.at : undefined,
  };
}
