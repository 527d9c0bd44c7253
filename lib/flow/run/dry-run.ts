import { consolidateDryRun } from "../consolidate/consolidate.ts";
import type { ConsolidateReport } from "../consolidate/report.ts";
import { type TodaySum, todaySum } from "../cost/today-sum.ts";
import { type ExtractDryRun, extractDryRun } from "../extract/dry-run.ts";
import type { World } from "../world.ts";
import type { RunOptions } from "./run.ts";

/** What the halves of a run would do now, and what today has cost so far. */
export interface RunDryRun {
  readonly command: "run";
  readonly dry_run: true;
  readonly extract: ExtractDryRun;
  readonly consolidate: ConsolidateReport;
  readonly today: TodaySum;
}

/** Shows what `run` would do; writes nothing but the index. Throws what its halves throw before they begin. */
export async function runDryRun(world: World, options: RunOptions): Promise<RunDryRun> {
  const extracted = await extractDryRun(world, { ...options.extract, backoff: "respect" });
  const consolidated = await consolidateDryRun(world, {
    ...options.consolidate,
    bulk: options.bulk,
    index: "done",
    expected: extracted.estimate.sessions,
  });
  return {
    command: "run",
    dry_run: true,
    extract: extracted,
    consolidate: consolidated,
    today: await todaySum(world),
  };
}
