import { rankForConsolidation } from "../../core/consolidate/select.ts";
import { checkStage1Rules, type RuleCheck, type Stage1Decision } from "../../core/jobs/decide-stage1.ts";
import { type JobStanding, jobStanding } from "../../core/jobs/job-standing.ts";
import type { Job } from "../../core/types.ts";
import { getJob } from "../../edge/state/jobs/read-jobs.ts";
import { listMemories } from "../../edge/state/memory/selection.ts";
import { planExtract } from "../extract/plan.ts";
import { findThread } from "../index/find-thread.ts";
import { indexRollouts } from "../index/index-rollouts.ts";
import { activeTime } from "../root/active-time.ts";
import type { World } from "../world.ts";

export interface ExplainReport {
  readonly thread_id: string;
  readonly decision: Stage1Decision;
  readonly rules: readonly RuleCheck[];
  readonly job: (Job & JobStanding) | undefined;
  readonly selection: {
    /** Whether a consolidation now would take its memory. */
    readonly selected: boolean;
    /** Its place among the memories worth keeping, from 1; null when it has none or it dropped out. */
    readonly rank: number | null;
    readonly limit: number;
  };
}

/** Why a thread is or is not extracted, and whether its memory would be consolidated. Throws `unknown_thread`. */
export async function explain(world: World, typed: string): Promise<ExplainReport> {
  await indexRollouts(world);
  const { id } = await findThread(world, typed);
  const state = await world.state();
  const { threads, rules, leaseNow } = await planExtract(world, {});
  const decided = threads.find(({ facts }) => facts.thread.id === id);
  const job = await getJob(state, "memory_stage1", id);
  const limit = world.settings.maxRawMemoriesForConsolidation;
  const ranked = rankForConsolidation(
    await listMemories(state),
    { limit, maxUnusedDays: world.settings.maxUnusedDays },
    await activeTime(world),
  );
  const rank = ranked.findIndex(({ threadId }) => threadId === id) + 1;
  return {
    thread_id: id,
    decision: decided?.decision ?? "missing",
    rules: decided === undefined ? [] : checkStage1Rules(decided.facts, rules, decided.position, leaseNow),
    job: job === undefined ? undefined : { ...job, ...jobStanding(job, leaseNow) },
    selection: { selected: rank > 0 && rank <= limit, rank: rank === 0 ? null : rank, limit },
  };
}
