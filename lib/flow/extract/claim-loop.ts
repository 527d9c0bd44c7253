import { renderWorkerId } from "../../core/jobs/worker-id.ts";
import type { RequestFailure } from "../../core/model/failure.ts";
import { judgeRateLimits } from "../../core/model/rate-limit.ts";
import { workerIdentity } from "../../edge/process/worker-identity.ts";
import { claimStage1 } from "../../edge/state/jobs/claim-stage1.ts";
import { sleep, yieldToEventLoop } from "../lease/sleep.ts";
import type { World } from "../world.ts";
import { type Run, startJob } from "./claimed-session.ts";
import type { Extractor, Session } from "./extract-one.ts";
import { openOutageGate } from "./outage-gate.ts";
import type { JobReport, StopReason } from "./report.ts";

/** A thread that may be claimed. */
export type Candidate = Session;

export interface RunRules {
  readonly extractor: Extractor;
  readonly budgetBytes: number;
  readonly maxClaims: number;
  /** `named`: a person asked for this one thread, so claim limit and retries do not hold it back. */
  readonly mode: "queue" | "named";
}

export interface RunResult {
  /** In the order of the claims. */
  readonly jobs: readonly JobReport[];
  /** Why claiming ended before candidates or limit did. */
  readonly stopped: StopReason | undefined;
  /** What made this run an outage. */
  readonly outage: RequestFailure | undefined;
}

/**
 * Claims the candidates in order, each when a slot is free and not before, works on them side by side, and stores
 * their results in the order of the claims. Stops claiming at the limit, at a signal, in an outage, when the rate
 * limit runs low, or when other processes hold all there is to hold. Whatever it claimed is finished or given back
 * when it returns; then it throws what nobody expected, if something did.
 */
export async function runExtraction(
  world: World,
  candidates: readonly Candidate[],
  rules: RunRules,
): Promise<RunResult> {
  const ended = new AbortController();
  const court = openOutageGate(world.signal, (failure) => ended.abort(new Error(failure.message)));
  const run: Run = {
    world,
    extractor: rules.extractor,
    budgetBytes: rules.budgetBytes,
    signal: AbortSignal.any([world.signal, ended.signal]),
    court,
    unexpected: [],
  };
  const slots = new Set<Promise<void>>();
  const jobs: Promise<JobReport>[] = [];
  const tell = teller(run, Math.min(rules.maxClaims, candidates.length));
  let stopped: StopReason | undefined;
  try {
    for (const candidate of candidates) {
      if (jobs.length >= rules.maxClaims) break;
      while (slots.size >= world.settings.concurrency) await Promise.race(slots);
      await yieldToEventLoop();
      stopped = (await holdBack(run)) ?? stopReason(run);
      if (stopped !== undefined || run.unexpected.length > 0) break;
      const result = await claim(world, candidate, rules);
      if (result.outcome === "at_capacity") {
        stopped = "at_capacity";
        break;
      }
      if (result.outcome !== "claimed") {
        world.log.detail(`${candidate.threadId} is not claimed: ${result.outcome}`);
        continue;
      }
      const { worked, finished } = startJob(run, candidate, result.claim, jobs.at(-1));
      slots.add(worked);
      void worked.then(() => slots.delete(worked));
      jobs.push(finished.then(tell));
    }
  } catch (thrown) {
    run.unexpected.push(thrown);
  }
  await Promise.all(slots);
  court.close();
  const reports = await Promise.all(jobs);
  await yieldToEventLoop();
  if (run.unexpected.length > 0) throw run.unexpected[0];
  return { jobs: reports, stopped: stopReason(run) ?? stopped, outage: court.outage() };
}

async function claim(world: World, { threadId }: Candidate, { mode, maxClaims }: RunRules) {
  const claimant = { workerId: renderWorkerId(workerIdentity()), token: world.newId(), now: world.now };
  return claimStage1(
    await world.state(),
    threadId,
    claimant,
    mode === "named" ? { cap: undefined, retries: "pass_over" } : { cap: maxClaims, retries: "respect" },
  );
}

function stopReason({ court, world }: Run): StopReason | undefined {
  if (court.outage() !== undefined) return "outage";
  return world.signal.aborted ? "signal" : undefined;
}

/** Waits for a near reset of a rate limit that runs low; a far one ends the claiming. */
async function holdBack({ world, extractor, signal }: Run): Promise<StopReason | undefined> {
  if (extractor.kind === "offline") return undefined;
  while (!signal.aborted) {
    const { limits, elapsedMs } = extractor.model.rateLimits();
    const verdict = judgeRateLimits(limits, world.settings.minRateLimitRemainingPercent, elapsedMs);
    if (verdict.kind === "go") return undefined;
    const left = `${Math.floor(verdict.limit.remainingPercent)} % of the rate limit for ${verdict.limit.name} remain`;
    if (verdict.kind === "stop") {
      world.log.warn(`${left}: claiming no more sessions`);
      return "rate_limit";
    }
    world.log.info(`${left}: waiting ${Math.ceil(verdict.ms / 1_000)} s for its reset`);
    await sleep(verdict.ms, signal);
  }
  return undefined;
}

/** Says how each job ended, as it is stored. */
function teller({ world, extractor }: Run, total: number): (report: JobReport) => JobReport {
  let done = 0;
  return (report) => {
    done += 1;
    world.log.progress({
      task: "extract",
      done,
      total: Math.max(done, total),
      failed: report.outcome === "failed",
      note: `${report.thread_id} ${report.outcome}${report.error === null ? "" : `: ${report.error}`}`,
      ...(extractor.kind === "model" ? { tokens: extractor.model.usage().total_tokens } : {}),
    });
    return report;
  };
}
