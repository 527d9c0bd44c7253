import { renderMetrics } from "../../core/cost/metrics.ts";
import { type MetricFacts, runMetrics } from "../../core/cost/run-metrics.ts";
import { reasonOf } from "../../core/errors.ts";
import type { Stage1Decision } from "../../core/jobs/decide-stage1.ts";
import { checkMetricsFile, writeMetricsFile } from "../../edge/metrics/metrics-file.ts";
import { listBookedCalls } from "../../edge/state/calls/booked-calls.ts";
import { countSpendingRuns } from "../../edge/state/calls/spending-runs.ts";
import { countState } from "../../edge/state/jobs/counts.ts";
import { planExtract } from "../extract/plan.ts";
import type { World } from "../world.ts";

/** What a session is said to wait for that a later run will take. */
const WAITING: readonly Stage1Decision[] = ["claim", "over_limit", "at_capacity", "retry_backoff"];

/**
 * Does the work of a run and then writes the metrics where a file for them is set, also after a failure. Throws
 * `bad_config` before the work when that file could not be written; what fails after it is told and changes nothing.
 */
export async function withMetrics<T>(world: World, work: () => Promise<T>): Promise<T> {
  const { metricsFile } = world.settings;
  if (metricsFile === undefined) return work();
  checkMetricsFile(metricsFile);
  try {
    return await work();
  } finally {
    try {
      writeMetricsFile(metricsFile, renderMetrics(runMetrics(await metricFacts(world))));
    } catch (thrown) {
      world.log.failure(`no metrics: ${reasonOf(thrown)}`);
    }
  }
}

async function metricFacts(world: World): Promise<MetricFacts> {
  const state = await world.state();
  const { threads } = await planExtract(world, {});
  const waiting = threads.filter(({ decision }) => WAITING.includes(decision));
  const oldest = Math.min(...waiting.map(({ facts }) => facts.thread.updatedAt));
  const counts = await countState(state);
  return {
    runs: await countSpendingRuns(state),
    sessions: Object.entries(counts.stage1Jobs).map(([outcome, count]) => ({ outcome, count })),
    calls: await listBookedCalls(state, 0),
    waiting: waiting.length,
    oldestWaitingSeconds: waiting.length === 0 ? undefined : Math.max(0, world.now - oldest),
  };
}
