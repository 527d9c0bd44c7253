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
import { LeaseLost, withLease } from "../lease/with-lease.ts";
import type { World } from "../world.ts";
import { type Extractor, extractOne, type Session } from "./extract-one.ts";
import type { OutageGate, Verdict } from "./outage-gate.ts";
import type { JobOutcome, JobReport } from "./report.ts";

/** What the jobs of one run share. */
export interface Run {
  readonly world: World;
  readonly extractor: Extractor;
  readonly budgetBytes: number;
  /** Aborts at a signal and in an outage. */
  readonly signal: AbortSignal;
  readonly court: OutageGate;
  /** Bugs and broken databases: the run ends with the first of them, after the other jobs are finished. */
  readonly unexpected: unknown[];
}

/** A claimed job on its way. Neither promise rejects. */
export interface ClaimedJob {
  /** Its slot is free again. */
  readonly worked: Promise<void>;
  /** It is stored or given back, after the job before it. */
  readonly finished: Promise<JobReport>;
}

/**
 * Works on a claimed session under its lease, has it judged, and stores the result once the job before it is
 * finished. The lease is held and renewed until then.
 */
export function startJob(
  run: Run,
  session: Session,
  claim: Stage1Claim,
  before: Promise<unknown> | undefined,
): ClaimedJob {
  const { world } = run;
  const started = world.monotonicMs();
  const { promise: worked, resolve: freeSlot } = Promise.withResolvers<void>();
  let duration = 0;
  const work = async (signal: AbortSignal) => {
    const result = await extractOne(run, session, signal);
    duration = Math.round(world.monotonicMs() - started);
    const judging = run.court.judge(claim.threadId, claim.outages, result);
    freeSlot();
    const verdict = await judging;
    await before;
    return { verdict, stored: await store(world, claim, verdict, makerOf(run.extractor)) };
  };
  const finish = async (): Promise<JobReport> => {
    const base = { thread_id: claim.threadId, rollout_path: session.rolloutPath };
    const ended = (outcome: JobOutcome, error: string | null, slug?: string): JobReport => ({
      ...base,
      outcome,
      error,
      rollout_slug: slug ?? null,
      duration_ms: duration,
    });
    try {
      const lease = { renew: async () => renewStage1(await world.state(), claim) };
      const { verdict, stored } = await withLease(lease, work, { signal: run.signal });
      if (stored !== "stored") return ended(stored, null);
      const slug = verdict.kind === "memory" ? verdict.memory.rolloutSlug : undefined;
      return ended(OUTCOMES[verdict.kind], errorOf(verdict), slug);
    } catch (thrown) {
      if (thrown instanceof LeaseLost) return ended("lost_lease", null);
      run.unexpected.push(thrown);
      return ended("failed", storedError(reasonOf(thrown)));
    } finally {
      freeSlot();
    }
  };
  return { worked, finished: finish() };
}

function makerOf(extractor: Extractor): ResultMaker {
  return { madeBy: extractor.kind === "offline" ? "offline" : extractor.model.id, promptHash: undefined };
}

async function store(world: World, claim: Stage1Claim, verdict: Verdict, made: ResultMaker): Promise<NoOutputResult> {
  const state = await world.state();
  switch (verdict.kind) {
    case "memory":
      return storeStage1(state, claim, verdict.memory, made, world.now);
    case "nothing":
      return storeNoOutput(state, claim, made, world.now);
    case "failed":
      return failStage1(state, claim, verdict.reason, world.now);
    case "released":
      return releaseStage1(state, claim, verdict.reason);
  }
}

const OUTCOMES: Readonly<Record<Verdict["kind"], JobOutcome>> = {
  memory: "succeeded",
  nothing: "succeeded_no_output",
  failed: "failed",
  released: "released",
};

/** The reason as it is stored. */
function errorOf(verdict: Verdict): string | null {
  if (verdict.kind === "failed") return storedError(verdict.reason);
  return verdict.kind === "released" && verdict.reason.kind === "outage_met" ? storedError(verdict.reason.error) : null;
}
