import { reasonOf } from "../../core/errors.ts";
import { storedError } from "../../core/jobs/stored-error.ts";
import type { Stage1Claim } from "../../edge/state/jobs/claim-stage1.ts";
import {
  failStage1,
  type NoOutputResult,
  type ResultMaker,
  releaseStage1,
  renewStage1,
  storeNoOutput,
  storeStage1,
} from "../../edge/state/jobs/finish-stage1.ts";
import { liftCooldown } from "../../edge/state/jobs/lift-cooldown.ts";
import type { RunBudget } from "../cost/run-budget.ts";
import { LeaseLost, withLease } from "../lease/with-lease.ts";
import type { World } from "../world.ts";
import type { Candidate } from "./candidate.ts";
import { type ExtractionContext, extractOne } from "./extract-one.ts";
import type { ExtractionOutcome, OwnOutcome } from "./extraction-outcome.ts";
import type { OutageGate } from "./outage-gate.ts";
import type { JobResult } from "./report.ts";

/** What the jobs of one run share. */
export interface JobContext extends ExtractionContext {
  /** What results are marked with. */
  readonly maker: ResultMaker;
  /** Aborts at a signal and in an outage. */
  readonly signal: AbortSignal;
  readonly gate: OutageGate;
  readonly budget: RunBudget;
}

/** What one job works on. */
export interface JobInput {
  readonly session: Candidate;
  readonly claim: Stage1Claim;
  /** The results are stored in the order of the claims: this is the job before. */
  readonly before: Promise<unknown> | undefined;
}

/**
 * Extracts a claimed session under its lease, lets the outage gate decide, and stores the result once the job before it
 * is finished; the lease is held and renewed until then. Calls `freeSlot` when the model's part is over. Rejects with a
 * bug, or a database that broke, after it failed the job.
 */
export async function runJob(context: JobContext, input: JobInput, freeSlot: () => void): Promise<JobResult> {
  const { world } = context;
  const { claim, session, before } = input;
  const started = world.monotonicMs();
  let duration = 0;
  const base = { thread_id: claim.threadId, rollout_path: session.rolloutPath };
  const work = async (signal: AbortSignal) => {
    const { own, bug } = await extractOrFail(context, session, signal);
    duration = Math.round(world.monotonicMs() - started);
    const deciding = context.gate.decide(claim.threadId, claim.outages, own);
    freeSlot();
    const outcome = await deciding;
    await before;
    const stored = await store(world, claim, outcome, context.maker);
    if (bug !== undefined) throw bug.thrown;
    return { outcome, stored };
  };
  const without = (outcome: "kept" | "lost_lease"): JobResult => ({
    ...base,
    outcome,
    error: null,
    rollout_slug: null,
    duration_ms: duration,
  });
  try {
    const lease = { renew: async () => renewStage1(await world.state(), claim) };
    const { outcome, stored } = await withLease(lease, work, { signal: context.signal });
    if (stored !== "stored") return without(stored);
    if (session.redoes !== undefined && outcome.kind === "memory") await liftCooldown(await world.state());
    const slug = outcome.kind === "memory" ? outcome.memory.rolloutSlug : undefined;
    return {
      ...base,
      // A memory outlives a redo that fails.
      outcome: outcome.kind === "failed" && session.redoes === "memory" ? "kept" : OUTCOMES[outcome.kind],
      error: errorOf(outcome),
      rollout_slug: slug ?? null,
      duration_ms: duration,
    };
  } catch (thrown) {
    if (thrown instanceof LeaseLost) return without("lost_lease");
    throw thrown;
  } finally {
    freeSlot();
  }
}

/** A bug fails its session too, before it ends the run. */
async function extractOrFail(
  context: JobContext,
  session: Candidate,
  signal: AbortSignal,
): Promise<{ readonly own: OwnOutcome; readonly bug?: { readonly thrown: unknown } }> {
  try {
    return { own: await extractOne(context, session, signal) };
  } catch (thrown) {
    return { own: { kind: "failed", reason: reasonOf(thrown), endpoint: "not_asked" }, bug: { thrown } };
  }
}

async function store(
  world: World,
  claim: Stage1Claim,
  outcome: ExtractionOutcome,
  made: ResultMaker,
): Promise<NoOutputResult> {
  const state = await world.state();
  switch (outcome.kind) {
    case "memory":
      return storeStage1(state, claim, outcome.memory, made, world.now);
    case "nothing":
      return storeNoOutput(state, claim, made, world.now);
    case "failed":
      return failStage1(state, claim, outcome.reason, world.now);
    case "released":
      return releaseStage1(state, claim, outcome.reason);
  }
}

const OUTCOMES = {
  memory: "succeeded",
  nothing: "succeeded_no_output",
  failed: "failed",
  released: "released",
} as const satisfies Record<ExtractionOutcome["kind"], JobResult["outcome"]>;

/** The reason as it is stored. */
function errorOf(outcome: ExtractionOutcome): string | null {
  if (outcome.kind === "failed") return storedError(outcome.reason);
  return outcome.kind === "released" && outcome.reason.kind === "outage_met" ? storedError(outcome.reason.error) : null;
}
