import type { ReachedBound } from "../../core/cost/budget.ts";
import type { ClaimOutcome, RedoRule, RetryRule } from "../../core/jobs/claim-stage1.ts";
import { runningCap } from "../../core/jobs/decide-stage1.ts";
import { renderWorkerId } from "../../core/jobs/worker-id.ts";
import { decideRateLimits } from "../../core/model/rate-limit.ts";
import { workerIdentity } from "../../edge/process/worker-identity.ts";
import { claimStage1 } from "../../edge/state/jobs/claim-stage1.ts";
import type { ResultMaker } from "../../edge/state/jobs/finish-stage1.ts";
import type { RunBudget } from "../cost/run-budget.ts";
import { sleep, yieldToEventLoop } from "../lease/sleep.ts";
import type { World } from "../world.ts";
import type { Candidate } from "./candidate.ts";
import type { Extractor } from "./extract-one.ts";
import { type EndpointStop, openOutageGate } from "./outage-gate.ts";
import type { JobResult, StopReason } from "./report.ts";
import { type JobContext, runJob } from "./run-job.ts";

export interface RunRules {
  /** The id under which the run stands in the log. */
  readonly run: string;
  readonly extractor: Extractor;
  /** What results are marked with. */
  readonly maker: ResultMaker;
  /** Where a live model is asked. */
  readonly host: string | undefined;
  readonly budgetBytes: number;
  readonly maxClaims: number;
  /** `pass_over`: a person asked for this one thread, so that no cap holds it back either. */
  readonly retries: RetryRule;
  readonly redo: RedoRule;
  readonly budget: RunBudget;
}

export interface RunResult {
  /** In the order of the claims. */
  readonly jobs: readonly JobResult[];
  /** Candidates that another run had claimed or done meanwhile, and what the claim said of each. */
  readonly notClaimed: ReadonlyMap<string, ClaimOutcome>;
  /** Why claiming ended before candidates or limit did. */
  readonly stopped: StopReason | undefined;
  /** What of the endpoint or the set-up ended this run. */
  readonly endpointStop: EndpointStop | undefined;
}

/**
 * Claims the candidates in order, each when a slot is free and not before, works on them side by side, and stores
 * their results in the order of the claims. Stops claiming at the limit, at a signal, in an outage, when the set-up is wrong, when the rate
 * limit runs low, or when other processes hold all there is to hold. Whatever it claimed is finished or given back
 * when it returns; then it throws what nobody expected, if something did.
 */
export async function runExtraction(
  world: World,
  candidates: readonly Candidate[],
  rules: RunRules,
): Promise<RunResult> {
  const ended = new AbortController();
  const gate = openOutageGate(world.signal, ({ failure }) => ended.abort(new Error(failure.message)));
  const { extractor, maker, budgetBytes } = rules;
  const context: JobContext = {
    world,
    extractor,
    maker,
    budgetBytes,
    signal: AbortSignal.any([world.signal, ended.signal]),
    gate,
    budget: rules.budget,
  };
  const slots = new Set<Promise<void>>();
  const jobs: Promise<Ended>[] = [];
  const bugs: Bug[] = [];
  const notClaimed = new Map<string, ClaimOutcome>();
  const logged = progressLogger(world, rules, Math.min(rules.maxClaims, candidates.length));
  let stopped: StopReason | undefined;
  logBeginning(world, rules, candidates.length);
  try {
    for (const candidate of candidates) {
      if (jobs.length >= rules.maxClaims) break;
      while (slots.size >= world.settings.concurrency) await Promise.race(slots);
      await yieldToEventLoop();
      stopped = (await awaitRateLimit(context)) ?? stopReason(context) ?? (await boundStop(rules.budget));
      if (stopped !== undefined || bugs.length > 0) break;
      const result = await claim(world, candidate, rules);
      if (result.outcome === "at_capacity") {
        stopped = "at_capacity";
        break;
      }
      if (result.outcome !== "claimed") {
        notClaimed.set(candidate.threadId, result.outcome);
        world.log.detail(`${candidate.threadId} is not claimed: ${result.outcome}`);
        continue;
      }
      const slot = Promise.withResolvers<void>();
      slots.add(slot.promise);
      const freeSlot = () => {
        slots.delete(slot.promise);
        slot.resolve();
      };
      const input = { session: candidate, claim: result.claim, before: jobs.at(-1) };
      jobs.push(
        runJob(context, input, freeSlot).then(
          (job) => ({ kind: "job", job: logged(job) }),
          (thrown: unknown) => {
            const bug: Bug = { kind: "bug", thrown };
            bugs.push(bug);
            return bug;
          },
        ),
      );
    }
  } catch (thrown) {
    bugs.push({ kind: "bug", thrown });
  }
  await Promise.all(slots);
  gate.close();
  const results = await Promise.all(jobs);
  await yieldToEventLoop();
  const [first] = bugs;
  if (first !== undefined) throw first.thrown;
  return {
    jobs: results.flatMap((result) => (result.kind === "job" ? [result.job] : [])),
    notClaimed,
    stopped: stopReason(context) ?? stopped,
    endpointStop: gate.stop(),
  };
}

/** A bug, or a database that broke: the run ends with the first of them, after the other jobs are finished. */
interface Bug {
  readonly kind: "bug";
  readonly thrown: unknown;
}
type Ended = { readonly kind: "job"; readonly job: JobResult } | Bug;

async function claim(world: World, { threadId }: Candidate, { retries, redo, maxClaims }: RunRules) {
  const claimant = { workerId: renderWorkerId(workerIdentity()), token: world.newId(), now: world.now };
  const cap = retries === "pass_over" ? undefined : runningCap(maxClaims);
  return claimStage1(await world.state(), threadId, claimant, { cap, retries, redo });
}

function stopReason({ gate, world, budget }: JobContext): StopReason | undefined {
  const { kind } = gate.stop() ?? {};
  if (kind !== undefined) return kind;
  return world.signal.aborted ? "signal" : budgetStop(budget.reached());
}

/** Looks whether the budget still has room for a session. */
async function boundStop(budget: RunBudget): Promise<StopReason | undefined> {
  return budgetStop(await budget.check());
}

function budgetStop(bound: ReachedBound | undefined): StopReason | undefined {
  if (bound === undefined) return undefined;
  return bound.scope === "confirmation" ? "unconfirmed" : "budget";
}

/** Waits for a near reset of a rate limit that runs low; a far one ends the claiming. */
async function awaitRateLimit({ world, extractor, signal }: JobContext): Promise<StopReason | undefined> {
  if (extractor.kind === "offline") return undefined;
  while (!signal.aborted) {
    const { limits, elapsedMs } = extractor.model.rateLimits();
    const decision = decideRateLimits(limits, world.settings.minRateLimitRemainingPercent, elapsedMs);
    if (decision.kind === "go") return undefined;
    const left = `${Math.floor(decision.limit.remainingPercent)} % of the rate limit for ${decision.limit.name} remain`;
    if (decision.kind === "stop") {
      world.log.warn(`${left}: claiming no more sessions`);
      return "rate_limit";
    }
    world.log.info(`${left}: waiting ${Math.ceil(decision.ms / 1_000)} s for its reset`);
    await sleep(decision.ms, signal);
  }
  return undefined;
}

/** Shows that the run has begun, and whom it asks, before the first answer comes. */
function logBeginning(world: World, { extractor, maker, host, maxClaims }: RunRules, candidates: number): void {
  const asked = host === undefined ? maker.madeBy : `${maker.madeBy} at ${host}`;
  const note = extractor.kind === "offline" ? "by rules" : `asking ${asked}`;
  world.log.progress({ task: "extract", done: 0, total: Math.min(maxClaims, candidates), note });
}

/** Logs how each job ended, as it is stored, and passes it on. */
function progressLogger(world: World, { extractor, run }: RunRules, total: number): (job: JobResult) => JobResult {
  let done = 0;
  return (job) => {
    done += 1;
    world.log.progress({
      task: "extract",
      done,
      total: Math.max(done, total),
      failed: job.outcome === "failed",
      note: `${job.thread_id} ${job.outcome}${job.error === null ? "" : `: ${job.error}`}`,
      threadId: job.thread_id,
      outcome: job.outcome,
      runId: run,
      ...(extractor.kind === "model" ? { tokens: extractor.model.usage().total_tokens } : {}),
    });
    return job;
  };
}
