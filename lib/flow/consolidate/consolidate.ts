import { type AgentChoice, chooseAgent } from "../../core/consolidate/agent-choice.ts";
import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { fileTime } from "../../core/text/time.ts";
import type { Confinement } from "../../edge/agent/sandbox.ts";
import { requireGit } from "../../edge/git/run/require-git.ts";
import { stagedCopy } from "../../edge/root/staging.ts";
import { peekPhase2 } from "../../edge/state/jobs/claim-phase2.ts";
import { failPhase2, releasePhase2, renewPhase2 } from "../../edge/state/jobs/finish-phase2.ts";
import { checkClock } from "../../edge/state/open/clock.ts";
import { lateStop } from "../lease/late-stop.ts";
import { LeaseLost, withLease } from "../lease/with-lease.ts";
import { checkRootOwnership, type RootOwnership } from "../root/ownership.ts";
import type { Adoption } from "../root/prepare.ts";
import { refuseLinkedFolders } from "../root/refuse-linked-folders.ts";
import { rootRefused } from "../root/root-refused.ts";
import type { World } from "../world.ts";
import { type ClaimOptions, claimConsolidation, type Held, type Skipped } from "./claim.ts";
import { previewConsolidation } from "./dry-run.ts";
import { openAgent, type RunAgent } from "./open-agent.ts";
import { consolidateHeld } from "./phases.ts";
import { type ConsolidateFacts, type ConsolidateReport, consolidateReport, isEndpointStatus } from "./report.ts";
import { indexForConsolidation } from "./selection.ts";
import { isExpected, StepFailed } from "./step.ts";

export interface ConsolidateOptions extends Partial<ClaimOptions> {
  /**
   * Who consolidates: `model` (the default), `offline`, `replay:DIR`, `command`; or what was chosen before, or an
   * agent that is ready.
   */
  readonly agent?: string | AgentChoice | RunAgent | undefined;
  /** Program and arguments of the agent `command`. */
  readonly command?: readonly string[];
  /** The model of the agent `model`, in place of the configured one. */
  readonly model?: string | undefined;
  /** How the command is confined; default: without network. */
  readonly confinement?: Confinement;
  /** What a confined command may read beside the system and its own folder. */
  readonly readOnly?: readonly string[];
  /** Record each exchange with the model into this folder. */
  readonly recordDir?: string | undefined;
  /** What to do about a folder that is not ours; default: refuse. */
  readonly adoption?: Adoption;
  /** `done`: the caller has brought the index up to date. Default: it is done here. */
  readonly index?: "done" | undefined;
  /** Between two renewals of the lease; default 90 s. */
  readonly heartbeatMs?: number;
}

/**
 * Consolidates: one run, from the claim to the new baseline. What goes wrong once the job is claimed is a status of
 * the report. Throws, with nothing changed, `root_refused`, `git_missing`, `git_too_old`, `state_clock_mismatch` and what the agent
 * needs and has not; throws the signal's reason when it was stopped, with the job given back.
 */
export async function consolidate(world: World, options: ConsolidateOptions = {}): Promise<ConsolidateReport> {
  const choice = chosenAgent(world, options);
  const ownership = await begin(world, options);
  await checkClock(await world.state());
  const run = `${fileTime(world.now)}-${world.newId().slice(0, 8)}`;
  const agent = await readyAgent(world, ownership, choice, options, run);
  const held = await claimConsolidation(world, ownership.inspection.path, claimOptions(options));
  if (held.kind === "skipped") return skippedReport(world, held);
  try {
    return await underLease(world, ownership.inspection.path, run, held, agent, options);
  } finally {
    await held.lock.release();
  }
}

/** The selection and the diff of a consolidation now; writes nothing but the index. */
export async function consolidateDryRun(world: World, options: ConsolidateOptions = {}): Promise<ConsolidateReport> {
  chosenAgent(world, options);
  const ownership = await begin(world, options);
  const { report, skipped } = await previewConsolidation(world, ownership, claimOptions(options));
  if (skipped !== undefined) world.log.info(skipped.message);
  return report;
}

function claimOptions({ mode, waitSeconds, place }: ConsolidateOptions): ClaimOptions {
  return { mode: mode ?? "normal", waitSeconds: waitSeconds ?? 0, place: place ?? "stay" };
}

async function begin(world: World, { adoption, index }: ConsolidateOptions): Promise<RootOwnership> {
  const [, ownership] = await both(requireGit({ env: world.env, signal: world.signal }), checkRootOwnership(world));
  const { decision } = ownership;
  if (decision.kind === "refused" && (adoption !== "adopt" || !decision.adoptable)) throw rootRefused(ownership);
  refuseLinkedFolders(ownership.inspection.path);
  if (index !== "done") await indexForConsolidation(world);
  return ownership;
}

/** Waits for both; what the first throws is heard first. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const ended = await Promise.allSettled([first, second]);
  for (const one of ended) if (one.status === "rejected") throw one.reason;
  return [await first, await second];
}

/** An agent that cannot be made ready matters only when the run would come to it; then nothing is begun. */
async function readyAgent(
  world: World,
  ownership: RootOwnership,
  choice: AgentChoice | RunAgent,
  options: ConsolidateOptions,
  run: string,
): Promise<RunAgent> {
  if (typeof choice === "function") return choice;
  const copy = stagedCopy(world.paths.home, run);
  try {
    const confinement = options.confinement ?? "network_off";
    return await openAgent(world, choice, {
      confinement,
      readOnly: options.readOnly ?? [],
      recordDir: options.recordDir,
      copy,
    });
  } catch (thrown) {
    if (!(thrown instanceof MemoriesError)) throw thrown;
    const { needsAgent } = await previewConsolidation(world, ownership, claimOptions(options));
    if (needsAgent) throw thrown;
    return () => Promise.reject(thrown);
  }
}

/** Throws `bad_option` for an agent that there is not, before anything is looked at. */
function chosenAgent(world: World, { agent, command, model }: ConsolidateOptions): AgentChoice | RunAgent {
  if (typeof agent === "function" || typeof agent === "object") return agent;
  return chooseAgent({
    agent,
    rest: command ?? [],
    model,
    configured: world.settings.consolidationModel,
    configuredNamed: world.settings.namedModels.has("consolidationModel"),
  });
}

function skippedReport(world: World, { status, retryAt, message }: Skipped): ConsolidateReport {
  world.log.info(message);
  return consolidateReport(status, { retry_at: retryAt ?? null });
}

async function underLease(
  world: World,
  root: string,
  run: string,
  { claim, lock }: Held,
  agent: RunAgent,
  options: ConsolidateOptions,
): Promise<ConsolidateReport> {
  const state = await world.state();
  const renew = async () => (await renewPhase2(state, claim)) && (await lock.isHeld());
  let facts: ConsolidateFacts = {};
  const work = async (lost: AbortSignal) => {
    const adoption = options.adoption ?? "refuse";
    const phases = consolidateHeld(world, { root, run, claim, renew, agent, adoption, lost });
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
    // What the endpoint or the set-up did is not held against the consolidation.
    if (isEndpointStatus(failed.status)) await releasePhase2(state, claim);
    else await failPhase2(state, claim, `${failed.status}: ${failed.message}`, world.now);
    if (!isExpected(failed)) throw failed.cause;
    world.log.failure(`${failed.status}: ${failed.message}`);
    if (failed.hint !== undefined) world.log.failure(`  ${failed.hint}`);
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
