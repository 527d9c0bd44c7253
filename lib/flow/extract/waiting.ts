import type { CostEstimate } from "../../core/cost/estimate.ts";
import type { DecidedThread } from "../../core/jobs/decide-run.ts";
import type { Stage1Decision } from "../../core/jobs/decide-stage1.ts";
import { type Waiting, type WaitingReason, waitingFor } from "../../core/runs/waiting.ts";
import type { RunResult } from "./claim-loop.ts";
import type { ExtractOptions, ExtractPlan } from "./plan.ts";
import type { JobResult, StopReason } from "./report.ts";

/** What a run stopped for is what its sessions wait for. */
const reasonOfStop = (stopped: StopReason | undefined): WaitingReason => stopped ?? "signal";

/** Outcomes after which a session is done with, well or not. */
const ENDED: ReadonlySet<JobResult["outcome"]> = new Set(["succeeded", "succeeded_no_output", "kept", "lost_lease"]);

/** What it would come to that the model of a run does sessions again that rules did. */
export interface RedoEstimate {
  readonly model: string;
  readonly estimateOf: (threads: readonly DecidedThread[]) => CostEstimate;
}

/**
 * What a run left that it could have done, one entry a reason, with the command that takes it now: `plan` is what it
 * set out with, the result what came of it, `until` the second to which its stop holds where that ends by itself. What
 * another run claimed or did meanwhile is that run's. Sessions that the rules leave out are told only where nothing else
 * is to be.
 */
export function extractWaiting(
  plan: ExtractPlan,
  options: ExtractOptions,
  { jobs, stopped, notClaimed }: Pick<RunResult, "jobs" | "stopped" | "notClaimed">,
  until: number | undefined,
  redo: RedoEstimate,
): readonly Waiting[] {
  const command = (...more: readonly string[]) => ["memories extract", ...(options.words ?? []), ...more].join(" ");
  const ended = new Set(jobs.filter(({ outcome }) => ENDED.has(outcome)).map(({ thread_id }) => thread_id));
  const failed = new Set(jobs.filter(({ outcome }) => outcome === "failed").map(({ thread_id }) => thread_id));
  const open = plan.threads.filter(({ facts }) => !ended.has(facts.thread.id) && !failed.has(facts.thread.id));
  const elsewhere = open.filter(({ facts }) => notClaimed.get(facts.thread.id) === "running");
  const taken = open.filter(({ facts, isTaken }) => isTaken && !notClaimed.has(facts.thread.id));
  const spare = open.filter(({ facts, isSpare }) => isSpare && !notClaimed.has(facts.thread.id));
  const left = (decision: Stage1Decision) =>
    open.filter((each) => each.decision === decision && !each.isTaken && !each.isSpare);
  const running = [...left("running"), ...elsewhere];
  const again = options.again === undefined ? [] : ["--again", options.again];
  // A run that is bounded needs no word that it may spend much.
  const bounded = stopped === "unconfirmed" || stopped === "budget" ? ["-n", String(taken.length)] : [];
  const doneByRules = (threads: readonly DecidedThread[]) => {
    const { inputTokens, outputTokens, cost } = redo.estimateOf(threads);
    const price = { tokens: inputTokens + outputTokens, model: redo.model, cost: cost ?? null };
    return waitingFor("done_by_rules", threads.length, command("--again", "offline")).map((one) => ({
      ...one,
      ...price,
    }));
  };
  // Sessions that this run stopped before are taken by the same command; those beyond its limit by a larger one.
  const waiting = [
    ...waitingFor(reasonOfStop(stopped), taken.length, command(...again, ...bounded), until),
    ...waitingFor("limit", spare.length, command(...again, "-n", String(spare.length))),
    ...waitingFor("failed", failed.size, command(...again)),
    ...waitingFor("retry_backoff", left("retry_backoff").length, command(), earliest(left("retry_backoff"), retryAt)),
    ...waitingFor("retry_exhausted", left("retry_exhausted").length, "memories jobs retry --all"),
    ...waitingFor(
      "memory_mode_unknown",
      left("memory_mode_unknown").length,
      `MEMORIES_CODEX_STATE=ignore ${command()}`,
    ),
    ...waitingFor("running", running.length, "memories jobs", earliest(running, leaseUntil)),
    ...doneByRules(plan.doneByRules.filter(({ facts }) => !ended.has(facts.thread.id))),
  ];
  if (waiting.length > 0 || jobs.length > 0) return waiting;
  const idle = plan.rules.eligibility.newest;
  const idleFrom = earliest(left("too_recent"), ({ facts }) => facts.thread.updatedAt);
  return [
    ...waitingFor(
      "too_recent",
      left("too_recent").length,
      command("--min-rollout-idle-hours", "1"),
      idleFrom === undefined ? undefined : plan.runNow + (idleFrom - idle),
    ),
    ...waitingFor("too_old", left("too_old").length, command("--last", String(left("too_old").length))),
  ];
}

const retryAt = ({ facts }: DecidedThread) => facts.job?.retryAt;
const leaseUntil = ({ facts }: DecidedThread) => facts.job?.leaseUntil;

function earliest(
  threads: readonly DecidedThread[],
  timeOf: (thread: DecidedThread) => number | undefined,
): number | undefined {
  const times = threads.map(timeOf).filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}
