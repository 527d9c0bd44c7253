import { type AgentChoice, chooseAgent } from "../../core/consolidate/agent/agent-choice.ts";
import type { BulkRule } from "../../core/consolidate/hold-back.ts";
import { estimateConsolidation } from "../../core/cost/estimate.ts";
import { MemoriesError } from "../../core/errors.ts";
import { fileTime } from "../../core/text/time.ts";
import type { Confinement } from "../../edge/agent/sandbox.ts";
import { requireGit } from "../../edge/git/run/require-git.ts";
import { stagedCopy } from "../../edge/root/staging.ts";
import { getJob } from "../../edge/state/jobs/read-jobs.ts";
import { checkClock } from "../../edge/state/open/clock.ts";
import { costOfRun } from "../cost/cost-of-run.ts";
import { type Maker, makerOf, shownHost } from "../cost/maker-of.ts";
import { limitsOf, openBudget, type RunBudget } from "../cost/run-budget.ts";
import { consolidationSum } from "../cost/shown-estimate.ts";
import { withSpendingRun } from "../cost/with-spending-run.ts";
import { activeTime } from "../root/active-time.ts";
import { checkRootOwnership, type RootOwnership } from "../root/ownership.ts";
import type { Adoption } from "../root/prepare.ts";
import { refuseLinkedFolders } from "../root/refuse-linked-folders.ts";
import { rootRefused } from "../root/root-refused.ts";
import type { World } from "../world.ts";
import { type ClaimOptions, claimConsolidation, type Skipped } from "./claim.ts";
import { type PreviewOptions, previewConsolidation } from "./dry-run.ts";
import { openAgent, type RunAgent } from "./open-agent.ts";
import { passingMode } from "./passing-mode.ts";
import { type ConsolidateReport, consolidateReport } from "./report.ts";
import { type AgeRules, indexForConsolidation, selectInputs } from "./selection.ts";
import { type BegunRun, consolidateUnderLease } from "./under-lease.ts";

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
  /** Memories that an extraction before it is expected to add; for its sum alone. Default: none. */
  readonly expected?: number | undefined;
  /** The words that this run was typed with, to be repeated in commands that a report names. Default: none. */
  readonly words?: readonly string[] | undefined;
  /** What to do about a folder that is not ours; default: refuse. */
  readonly adoption?: Adoption;
  /** `done`: the caller has brought the index up to date. Default: it is done here. */
  readonly index?: "done" | undefined;
  /** Whether age may take the better part of the last selection; default: that is held back. */
  readonly bulk?: BulkRule | undefined;
  /** The budget that this run shares with other parts; default: one of its own by the settings. */
  readonly budget?: RunBudget | undefined;
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
  const ages = await ageRules(world, options);
  const claiming = { ...(await claimOptions(world, ownership, options)), ages };
  const budget = options.budget ?? openBudget(world, limitsOf(world, "confirmed"));
  const agent = await readyAgent(world, ownership, choice, options, { run, budget, claiming });
  const held = await claimConsolidation(world, ownership.inspection.path, claiming);
  if (held.kind === "skipped") return withWords(await skippedReport(world, held, ages), options);
  const maker = typeof choice === "function" ? HANDED_OVER : makerOf(world, choice);
  try {
    const work = async (enter: () => Promise<void>) => {
      const begun = { run, budget, held, agent, enter };
      const report = await consolidateUnderLease(world, ownership.inspection.path, begun, { ...options, ages });
      const cost = maker.price === undefined ? null : await costOfRun(world, run);
      return { ...report, model: maker.model, host: shownHost(maker), cost };
    };
    const report = await withSpendingRun(world, { run, command: "consolidate", maker }, work, (ended) => ({
      status: ended.status,
      sessions: ended.selected.length,
      remembered: ended.changes.length,
      note: ended.error ?? undefined,
    }));
    return withWords(report, options);
  } finally {
    await held.lock.release();
  }
}

/** The selection and the diff of a consolidation now; writes nothing but the index. */
export async function consolidateDryRun(world: World, options: ConsolidateOptions = {}): Promise<ConsolidateReport> {
  const choice = chosenAgent(world, options);
  const ownership = await begin(world, options);
  const claiming = { ...(await claimOptions(world, ownership, options)), ages: await ageRules(world, options) };
  const { report, skipped, needsAgent } = await previewConsolidation(world, ownership, claiming);
  if (skipped !== undefined) world.log.info(skipped.message);
  const maker = typeof choice === "function" ? HANDED_OVER : makerOf(world, choice);
  const { expected = 0 } = options;
  const memories = Math.min(report.selected.length + expected, world.settings.maxRawMemoriesForConsolidation);
  const sum = estimateConsolidation(needsAgent || expected > 0 ? memories : 0, maker.price);
  const made = { model: maker.model, host: shownHost(maker), estimate: consolidationSum(sum, maker) };
  return withWords({ ...report, ...made }, options);
}

const OWN_COMMAND = "memories consolidate";

/** A command of this one's kind with the options that were typed, and the program behind all others. */
function withTyped(command: string, options: readonly string[], program: readonly string[]): string {
  if (!command.startsWith(OWN_COMMAND)) return command;
  return [OWN_COMMAND, ...options, ...command.slice(OWN_COMMAND.length).split(" ").filter(Boolean), ...program].join(
    " ",
  );
}

/** The commands that a report names do the same as this one: they say again what it was typed with. */
function withWords(report: ConsolidateReport, { words = [] }: ConsolidateOptions): ConsolidateReport {
  const end = words.indexOf("--");
  const [options, program] = end === -1 ? [words, []] : [words.slice(0, end), words.slice(end)];
  const waiting = report.waiting.map((one) => ({ ...one, command: withTyped(one.command, options, program) }));
  return { ...report, waiting };
}

/** An agent that the caller made ready: what it asks is the caller's business. */
const HANDED_OVER: Maker = { model: "agent", host: undefined, price: undefined };

async function claimOptions(
  world: World,
  ownership: RootOwnership,
  { mode = "normal", waitSeconds = 0, place = "stay" }: ConsolidateOptions,
): Promise<ClaimOptions> {
  return { mode: await passingMode(world, ownership, mode), waitSeconds, place };
}

async function ageRules(world: World, { bulk = "hold_back" }: ConsolidateOptions): Promise<AgeRules> {
  return { activeNow: await activeTime(world), bulk };
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
  { run, budget, claiming }: Pick<BegunRun, "run" | "budget"> & { readonly claiming: PreviewOptions },
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
      run,
      budget,
    });
  } catch (thrown) {
    if (!(thrown instanceof MemoriesError)) throw thrown;
    const { needsAgent } = await previewConsolidation(world, ownership, claiming);
    if (needsAgent) throw thrown;
    return () => Promise.reject(thrown);
  }
}

/** Throws `bad_option` for an agent that there is not, before anything is looked at. */
function chosenAgent(world: World, options: ConsolidateOptions): AgentChoice | RunAgent {
  const { agent } = options;
  if (typeof agent === "function" || typeof agent === "object") return agent;
  return chooseConsolidator(world, { ...options, agent });
}

/** Who would consolidate, by what was typed and the settings. Throws `bad_option` for an agent that there is not. */
export function chooseConsolidator(
  world: World,
  { agent, command, model }: Omit<ConsolidateOptions, "agent"> & { readonly agent?: string | undefined },
): AgentChoice {
  return chooseAgent({
    agent,
    rest: command ?? [],
    model,
    configured: world.settings.consolidationModel,
    configuredNamed: world.settings.namedModels.has("consolidationModel"),
  });
}

async function skippedReport(
  world: World,
  { status, retryAt, message }: Skipped,
  ages: AgeRules,
): Promise<ConsolidateReport> {
  world.log.info(message);
  const { heldBack, memories } = await selectInputs(world, ages);
  const job = await getJob(await world.state(), "memory_consolidate_global", "global");
  // Nothing was asked for since the last success: then nothing waits.
  const pending = job?.status === "done" ? 0 : memories.length;
  return consolidateReport(status, { retry_at: retryAt ?? null, held_back: heldBack, pending });
}
