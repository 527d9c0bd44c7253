import { describeBound } from "../../core/cost/budget.ts";
import type { CostEstimate } from "../../core/cost/estimate.ts";
import { renderMoney, renderTokens } from "../../core/cost/money.ts";
import { utcDay } from "../../core/cost/utc-day.ts";
import { MemoriesError } from "../../core/errors.ts";
import { isUpToDate } from "../../core/jobs/claim-stage1.ts";
import type { DecidedThread } from "../../core/jobs/decide-run.ts";
import { waitingFor } from "../../core/runs/waiting.ts";
import { fileTime } from "../../core/text/time.ts";
import { NO_USAGE } from "../../core/types.ts";
import type { OpenModel } from "../../edge/model/open-model.ts";
import { deleteUnused, planRetention } from "../../edge/state/memory/retention.ts";
import { checkClock } from "../../edge/state/open/clock.ts";
import { refuseUnreadable } from "../../edge/transcripts/find-transcripts.ts";
import { costOfRun } from "../cost/cost-of-run.ts";
import { estimateClaims } from "../cost/expected-requests.ts";
import { makerOf, REPLAYED, shownHost } from "../cost/maker-of.ts";
import { limitsOf, openBudget } from "../cost/run-budget.ts";
import { withSpendingRun } from "../cost/with-spending-run.ts";
import { indexRollouts } from "../index/index-rollouts.ts";
import { takeOverDead } from "../lease/take-over-dead.ts";
import { activeTime } from "../root/active-time.ts";
import { checkTemplates } from "../sessions/read-session.ts";
import type { World } from "../world.ts";
import type { Candidate } from "./candidate.ts";
import { runExtraction } from "./claim-loop.ts";
import { explainStop } from "./explain-stop.ts";
import { forgetMissing } from "./forget-missing.ts";
import { openExtractor } from "./open-extractor.ts";
import { type ExtractOptions, extractionBudget, extractionModel, planExtract, resultMaker } from "./plan.ts";
import { type ExtractReport, extractReport } from "./report.ts";
import { extractWaiting, type RedoEstimate } from "./waiting.ts";

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

  // 3. What it would cost, and whether somebody agreed to that.
  const maker = makerOf(world, choice);
  const budgetBytes = extractionBudget(world, choice);
  const limits = limitsOf(world, options.unbounded === "ask" ? "ask" : "confirmed");
  const budget = options.budget ?? openBudget(world, limits);
  if (limits.unconfirmedTokens !== undefined && options.budget === undefined && maker.host !== REPLAYED) {
    mustBeConfirmed(estimateClaims(world, threads, maker, budgetBytes), limits.unconfirmedTokens);
  }

  // 4. Only now is a model needed, or not.
  const claimable = threads.some(({ isTaken }) => isTaken);
  const run = `${fileTime(world.now)}-${world.newId().slice(0, 8)}`;
  const extractor = claimable ? await openExtractor(world, choice, { run, budget, record: options.record }) : undefined;
  if (extractor?.kind === "model") await findWindow(world, extractor.model);

  // 5. Retention.
  const heldBack = await retain(world, options);

  // 6. Claim, read, ask, store.
  const marks = resultMaker(world, choice);
  const host = extractor === undefined ? null : shownHost(maker);
  const redo: RedoEstimate = {
    model: maker.model,
    estimateOf: (redone) => estimateClaims(world, redone, maker, budgetBytes),
  };
  const made = { model: marks.madeBy, host, heldBack };
  const waitingAfter = (result: Ended, until?: number) => [
    ...extractWaiting(plan, options, result, until, redo),
    ...waitingFor("held_back", heldBack, "memories prune --force"),
  ];
  if (extractor === undefined) {
    const waiting = waitingAfter(NOTHING_RAN);
    return extractReport([], { ...made, usage: NO_USAGE, stopped: atCapacity(threads), waiting });
  }
  const claimAndReport = async (enter: () => Promise<void>) => {
    await enter();
    const result = await runExtraction(world, candidatesOf(threads), {
      run,
      extractor,
      maker: marks,
      host: host ?? undefined,
      redo: plan.redo,
      budgetBytes,
      maxClaims: rules.maxClaims,
      retries: options.thread === undefined ? (rules.backoff === "pass" ? "pass_backoff" : "respect") : "pass_over",
      budget,
    });
    if (extractor.kind === "model") extractor.model.checkBooks();

    // 7. Report.
    const model = extractor.kind === "model" ? extractor.model : undefined;
    const error = await explainStop(world, model, result, {
      where: maker.host === undefined ? maker.model : `${maker.model} at ${maker.host}`,
      sessions: threads.map(({ facts }) => facts.thread.id),
      words: options.words ?? [],
    });
    const bound = budget.reached();
    if (bound !== undefined && error === null) world.log.info(`${describeBound(bound)}: asking no more`);
    const until = bound?.scope === "day" ? utcDay(budget.now()).until : undefined;
    return extractReport(result.jobs, {
      ...made,
      usage: model?.usage() ?? NO_USAGE,
      repairs: model?.repairs(),
      error,
      stopped: result.stopped,
      cost: maker.price === undefined ? undefined : await costOfRun(world, run),
      waiting: waitingAfter(result, until),
    });
  };
  return withSpendingRun(world, { run, command: "extract", maker }, claimAndReport, (report) => ({
    status: report.status,
    sessions: report.claimed,
    remembered: report.succeeded,
    note: report.error?.message ?? report.stopped ?? undefined,
  }));
}

type Ended = Parameters<typeof extractWaiting>[2];

const NOTHING_RAN: Ended = { jobs: [], stopped: undefined, notClaimed: new Map() };

/** Throws `confirmation_missing` for a run that would spend more than anybody agreed to. */
function mustBeConfirmed({ sessions, inputTokens, outputTokens, cost }: CostEstimate, confirmTokens: number): void {
  const tokens = inputTokens + outputTokens;
  if (tokens <= confirmTokens) return;
  const money = cost === undefined ? "" : ` (≈ ${renderMoney(cost)})`;
  throw new MemoriesError(
    "confirmation_missing",
    `${sessions} sessions would take about ${renderTokens(tokens)} tokens${money}, more than confirm_tokens = ${confirmTokens}`,
    { hint: "bound it with --limit N or --max-tokens N, or agree with --yes; --dry-run shows the sum" },
  );
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
