import { describeBound } from "../../core/cost/budget.ts";
import { utcDay } from "../../core/cost/utc-day.ts";
import { reasonOf } from "../../core/errors.ts";
import { peekPhase2 } from "../../edge/state/jobs/claim-phase2.ts";
import { failPhase2, releasePhase2, renewPhase2 } from "../../edge/state/jobs/finish-phase2.ts";
import type { RunBudget } from "../cost/run-budget.ts";
import { lateStop } from "../lease/late-stop.ts";
import { LeaseLost, withLease } from "../lease/with-lease.ts";
import type { Adoption } from "../root/prepare.ts";
import type { World } from "../world.ts";
import type { Held } from "./claim.ts";
import type { RunAgent } from "./open-agent.ts";
import { consolidateHeld } from "./phases.ts";
import { type ConsolidateFacts, type ConsolidateReport, consolidateReport, isEndpointStatus } from "./report.ts";
import type { AgeRules } from "./selection.ts";
import { isExpected, StepFailed } from "./step.ts";

/** A run that holds both locks, with what it works with. */
export interface BegunRun {
  readonly run: string;
  readonly budget: RunBudget;
  readonly held: Held;
  readonly agent: RunAgent;
  /** Enters the run among those that spend. */
  readonly enter: () => Promise<void>;
}

/** How the caller wants it done. */
export interface LeaseOptions {
  readonly adoption?: Adoption | undefined;
  readonly ages: AgeRules;
  /** Between two renewals of the lease; default 90 s. */
  readonly heartbeatMs?: number | undefined;
}

/**
 * Consolidates under the claimed job's lease. What goes wrong is a status of the report; a budget that is spent and an
 * endpoint that fails give the job back. Throws bugs, and the signal's reason when it was stopped.
 */
export async function consolidateUnderLease(
  world: World,
  root: string,
  { run, budget, held, agent, enter }: BegunRun,
  options: LeaseOptions,
): Promise<ConsolidateReport> {
  const { claim, lock } = held;
  const state = await world.state();
  const renew = async () => (await renewPhase2(state, claim)) && (await lock.isHeld());
  let facts: ConsolidateFacts = { root };
  const work = async (lost: AbortSignal) => {
    await enter();
    const adoption = options.adoption ?? "refuse";
    const phases = consolidateHeld(world, { root, run, claim, renew, agent, adoption, ages: options.ages, lost });
    for (let phase = await phases.next(); ; phase = await phases.next()) {
      if (phase.done === true) return phase.value;
      facts = { ...facts, ...phase.value };
    }
  };
  const late = lateStop(world.signal);
  try {
    const status = await withLease({ renew }, work, { intervalMs: options.heartbeatMs, signal: late.signal });
    return consolidateReport(status, facts);
  } catch (thrown) {
    if (world.signal.aborted && !(thrown instanceof StepFailed) && !(thrown instanceof LeaseLost)) {
      await releasePhase2(state, claim);
      throw thrown;
    }
    const failed = asFailure(thrown);
    const bound = budget.reached();
    if (failed.status === "failed_agent" && bound !== undefined && bound.scope !== "confirmation") {
      await releasePhase2(state, claim);
      const error = `${describeBound(bound)}: the folder is as it was; memories consolidate goes on`;
      world.log.info(error);
      const until = bound.scope === "day" ? utcDay(budget.now()).until : null;
      return consolidateReport("budget", { ...facts, error, retry_at: until });
    }
    // What the endpoint or the set-up did is not held against the consolidation.
    if (isEndpointStatus(failed.status)) await releasePhase2(state, claim);
    else await failPhase2(state, claim, `${failed.status}: ${failed.message}`, world.now);
    if (!isExpected(failed)) throw failed.cause;
    world.log.failure(`${failed.status}: ${failed.message}`, failed.hint);
    return consolidateReport(failed.status, { ...facts, error: failed.message, retry_at: await retryAt(world) });
  } finally {
    late.end();
  }
}

function asFailure(thrown: unknown): StepFailed {
  if (thrown instanceof StepFailed) return thrown;
  if (thrown instanceof LeaseLost) {
    return new StepFailed("failed_confirm_ownership", "the lock was lost to another process; nothing more was written");
  }
  return new StepFailed("failed_prepare_workspace", reasonOf(thrown), { cause: thrown });
}

async function retryAt(world: World): Promise<number | null> {
  const decision = await peekPhase2(await world.state(), "normal");
  return decision.outcome === "claimed" ? null : decision.until;
}
