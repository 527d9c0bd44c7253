import { MemoriesError } from "../../core/errors.ts";
import { isUpToDate } from "../../core/jobs/claim-stage1.ts";
import type { DecidedThread } from "../../core/jobs/decide-run.ts";
import { resolveEndpoint } from "../../core/model/endpoint.ts";
import type { ModelChoice } from "../../core/model/model-choice.ts";
import { waitingFor } from "../../core/runs/waiting.ts";
import { NO_USAGE } from "../../core/types.ts";
import type { OpenModel } from "../../edge/model/open-model.ts";
import { deleteUnused, planRetention } from "../../edge/state/memory/retention.ts";
import { checkClock } from "../../edge/state/open/clock.ts";
import { refuseUnreadable } from "../../edge/transcripts/find-transcripts.ts";
import { indexRollouts } from "../index/index-rollouts.ts";
import { takeOverDead } from "../lease/take-over-dead.ts";
import { activeTime } from "../root/active-time.ts";
import type { World } from "../world.ts";
import type { Candidate } from "./candidate.ts";
import { type RunResult, runExtraction } from "./claim-loop.ts";
import { requestTokens } from "./estimated-tokens.ts";
import type { Extractor } from "./extract-one.ts";
import { forgetMissing } from "./forget-missing.ts";
import { type ExtractOptions, extractionBudget, extractionModel, planExtract, resultMaker } from "./plan.ts";
import { checkTemplates } from "./read-session.ts";
import { type ExtractReport, extractReport } from "./report.ts";
import { extractWaiting } from "./waiting.ts";

/**
 * Phase 1: turns finished sessions into memories. Throws before anything but the index is written: `bad_template`,
 * `bad_option`, `state_clock_mismatch`, `unknown_thread`, `thread_not_extracted` (a named thread that must not be),
 * and what opening the model throws, which is opened only when something would be claimed.
 */
export async function extract(world: World, options: ExtractOptions = {}): Promise<ExtractReport> {
  // 1. What can be wrong before the first session is.
  checkTemplates(world);
  const choice = extractionModel(world, options);
  if (world.settings.from.includes("codex")) refuseUnreadable(world.paths.codexHome);
  const state = await world.state();
  await checkClock(state);

  // 2. Bring the index up to date, and decide.
  if (options.index !== "done") await indexRollouts(world);
  await takeOverDead(world);
  const plan = await planExtract(world, options);
  const { threads, rules } = plan;
  if (options.thread !== undefined) mustBeClaimed(options.thread, threads);

  // 3. Only now is a model needed, or not.
  const claimable = threads.some(({ isTaken }) => isTaken);
  const extractor = claimable ? await openExtractor(world, choice, options) : undefined;
  if (extractor?.kind === "model") await findWindow(world, extractor.model);

  // 4. Retention.
  const heldBack = await retain(world, options);

  // 5. Claim, read, ask, store.
  const maker = resultMaker(world, choice);
  const host = extractor === undefined ? undefined : hostOf(world, choice);
  const budgetBytes = extractionBudget(world, choice);
  const tokensOf = requestTokens(world.templates, budgetBytes);
  const made = { model: maker.madeBy, host, heldBack };
  if (extractor === undefined) {
    const waiting = [...extractWaiting(plan, options, NOTHING_RAN, tokensOf), ...heldBackEntry(heldBack)];
    return extractReport([], { ...made, usage: NO_USAGE, stopped: atCapacity(threads), waiting });
  }
  const result = await runExtraction(world, candidatesOf(threads), {
    extractor,
    maker,
    host,
    redo: plan.redo,
    budgetBytes,
    maxClaims: rules.maxClaims,
    retries: options.thread === undefined ? (rules.backoff === "pass" ? "pass_backoff" : "respect") : "pass_over",
  });

  // 6. Report.
  const model = extractor.kind === "model" ? extractor.model : undefined;
  const error = await explainStop(world, model, result);
  const waiting = [...extractWaiting(plan, options, result, tokensOf), ...heldBackEntry(heldBack)];
  const usage = model?.usage() ?? NO_USAGE;
  return extractReport(result.jobs, {
    ...made,
    usage,
    stopped: result.stopped,
    waiting,
    error,
    repairs: model?.repairs() ?? {},
  });
}

const NOTHING_RAN = { jobs: [], stopped: undefined, notClaimed: new Map() };

/** Where a live model's requests go. */
function hostOf({ env, settings }: World, choice: ModelChoice): string | undefined {
  return choice.kind === "live" ? new URL(resolveEndpoint(env, choice, settings.plainHttp).baseUrl).host : undefined;
}

/** Forgets by age, unless a part before this one did; how many it held back. */
async function retain(world: World, { retention }: ExtractOptions): Promise<number> {
  const activeNow = await activeTime(world);
  await forgetMissing(world, activeNow);
  if (retention === "done") return 0;
  const state = await world.state();
  const rules = { maxUnusedDays: world.settings.maxUnusedDays, activeNow };
  const plan = await planRetention(state, rules);
  await deleteUnused(state, plan, rules);
  return plan.heldBack;
}

const heldBackEntry = (heldBack: number) => waitingFor("held_back", heldBack, "memories prune --force");

function mustBeClaimed(typed: string, [only]: readonly DecidedThread[]): void {
  if (only === undefined || only.isTaken) return;
  const { id } = only.facts.thread;
  throw new MemoriesError("thread_not_extracted", `session ${id} is not extracted: ${only.decision}`, {
    hint:
      only.decision === "up_to_date"
        ? `memories extract --thread ${typed} --again all makes its memory anew`
        : `memories explain ${typed} says what would change that`,
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
  const { readLongFirstMessages } = await import("../../edge/state/threads/long-first-messages.ts");
  const { sharedLines, TEMPLATE_TEXT_MIN_CHARS } = await import("../../core/offline/extract/said/templates.ts");
  const messages = await readLongFirstMessages(await world.state(), TEMPLATE_TEXT_MIN_CHARS);
  return { kind: "offline", templateLines: sharedLines(messages) };
}

/** Those a run may claim, in its order: spare ones too, since another process may be faster with the first. */
function candidatesOf(threads: readonly DecidedThread[]): Candidate[] {
  return threads
    .filter(({ isTaken, isSpare }) => isTaken || isSpare)
    .map(({ facts }) => {
      const { thread } = facts;
      const isRedo = isUpToDate({
        job: facts.job,
        outputUpdatedAt: facts.outputUpdatedAt,
        updatedAt: thread.updatedAt,
      });
      const redoes = !isRedo ? undefined : facts.outputUpdatedAt === undefined ? "nothing" : "memory";
      return { ...thread, threadId: thread.id, redoes };
    });
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
