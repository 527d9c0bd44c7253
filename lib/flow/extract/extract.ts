import { MemoriesError } from "../../core/errors.ts";
import type { DecidedThread } from "../../core/jobs/decide-run.ts";
import type { ModelChoice } from "../../core/model/model-choice.ts";
import { NO_USAGE } from "../../core/types.ts";
import type { OpenModel } from "../../edge/model/open-model.ts";
import { deleteUnused, planRetention } from "../../edge/state/memory/retention.ts";
import { checkClock } from "../../edge/state/open/clock.ts";
import { refuseUnreadable } from "../../edge/transcripts/find-transcripts.ts";
import { indexRollouts } from "../index/index-rollouts.ts";
import { takeOverDead } from "../lease/take-over-dead.ts";
import type { World } from "../world.ts";
import { type Candidate, type RunResult, runExtraction } from "./claim-loop.ts";
import type { Extractor } from "./extract-one.ts";
import { forgetMissing } from "./forget-missing.ts";
import { type ExtractOptions, extractionBudget, extractionModel, planExtract } from "./plan.ts";
import { checkTemplates } from "./read-session.ts";
import { type ExtractReport, extractReport } from "./report.ts";

/**
 * Phase 1: turns finished sessions into memories. Throws before anything but the index is written: `bad_template`,
 * `bad_option`, `state_clock_mismatch`, `unknown_thread`, `thread_not_extracted` (a named thread that must not be),
 * and what opening the model throws, which is opened only when something would be claimed.
 */
export async function extract(world: World, options: ExtractOptions = {}): Promise<ExtractReport> {
  // 1. What can be wrong before the first session is.
  checkTemplates(world);
  const choice = extractionModel(world, options);
  refuseUnreadable(world.paths.codexHome);
  const state = await world.state();
  await checkClock(state);

  // 2. Bring the index up to date, and decide.
  if (options.index !== "done") await indexRollouts(world);
  await takeOverDead(world);
  const { threads, rules } = await planExtract(world, options);
  if (options.thread !== undefined) mustBeClaimed(options.thread, threads);

  // 3. Only now is a model needed, or not.
  const claimable = threads.some(({ decision }) => decision === "claim");
  const extractor = claimable ? await openExtractor(world, choice, options) : undefined;
  if (extractor?.kind === "model") await findWindow(world, extractor.model);

  // 4. Retention.
  await forgetMissing(world);
  const retention = { maxUnusedDays: world.settings.maxUnusedDays, activeNow: world.now };
  await deleteUnused(state, await planRetention(state, retention), retention);

  // 5. Claim, read, ask, store.
  if (extractor === undefined) return extractReport([], NO_USAGE, atCapacity(threads));
  const result = await runExtraction(world, candidatesOf(threads), {
    extractor,
    budgetBytes: extractionBudget(world, choice),
    maxClaims: rules.maxClaims,
    mode: options.thread === undefined ? "queue" : "named",
  });

  // 6. Report.
  const model = extractor.kind === "model" ? extractor.model : undefined;
  const error = await explainStop(world, model, result);
  const told = { error, repairs: model?.repairs() ?? {} };
  return extractReport(result.jobs, model?.usage() ?? NO_USAGE, result.stopped, told);
}

function mustBeClaimed(typed: string, [only]: readonly DecidedThread[]): void {
  if (only === undefined || only.decision === "claim") return;
  const { id } = only.facts.thread;
  throw new MemoriesError("thread_not_extracted", `thread ${id} is not extracted: ${only.decision}`, {
    hint: `memories explain ${typed} shows each rule`,
  });
}

/** An endpoint that nothing is known of is asked how much it takes. */
async function findWindow(world: World, model: OpenModel): Promise<void> {
  const { findModelWindow } = await import("../model/find-model-window.ts");
  await findModelWindow(world, model);
}

/** The SDK that speaks to models comes along with the first that is opened. */
async function openExtractor(world: World, choice: ModelChoice, { record }: ExtractOptions): Promise<Extractor> {
  if (choice.kind !== "offline") {
    const { openRunModel } = await import("../model/open-run-model.ts");
    return { kind: "model", model: openRunModel(world, { choice, effort: "low", recordDir: record }) };
  }
  if (record !== undefined) world.log.warn("the offline extractor makes no requests: there is nothing to record");
  return { kind: "offline" };
}

/** Those a run may claim, in its order: spare ones too, since another process may be faster with the first. */
function candidatesOf(threads: readonly DecidedThread[]): Candidate[] {
  return threads
    .filter(({ decision }) => decision === "claim" || decision === "over_limit" || decision === "at_capacity")
    .map(({ facts: { thread } }) => ({ threadId: thread.id, rolloutPath: thread.rolloutPath, cwd: thread.cwd }));
}

function atCapacity(threads: readonly DecidedThread[]) {
  return threads.some(({ decision }) => decision === "at_capacity") ? ("at_capacity" as const) : undefined;
}

/** Says once what ended the run and what to do, and what became of the sessions that it held. */
async function explainStop(world: World, model: OpenModel | undefined, result: RunResult) {
  const { endpointStop, jobs } = result;
  if (endpointStop === undefined || model === undefined) return null;
  const released = jobs.filter(({ outcome }) => outcome === "released").length;
  const given = released === 1 ? "1 session was given back" : `${released} sessions were given back`;
  const { message } = endpointStop.failure;
  if (endpointStop.kind === "outage") {
    world.log.failure(`the model endpoint is out: ${message}; ${given}, to be tried again later`);
    return { message, hint: null };
  }
  const { setupHint } = await import("../model/setup-hint.ts");
  const hint = await setupHint(world, model, endpointStop.fault ?? "alike");
  world.log.failure(`the set-up is wrong: ${message}`);
  world.log.failure(`  nothing is held against the sessions (${given}); ${hint}`);
  return { message, hint };
}
