import { DEFAULT_EXTRACT_MODEL } from "../../core/constants.ts";
import { MemoriesError } from "../../core/errors.ts";
import { type DecidedThread, decideRun } from "../../core/jobs/decide-run.ts";
import { type DecisionRules, THREAD_WAIVES } from "../../core/jobs/decide-stage1.ts";
import { eligibilityRules } from "../../core/jobs/eligibility.ts";
import { evidenceBudgetBytes } from "../../core/model/evidence-budget.ts";
import { chooseModel, type ModelChoice } from "../../core/model/model-choice.ts";
import { listStage1Facts } from "../../edge/state/jobs/stage1-facts.ts";
import { leaseNow } from "../../edge/state/open/clock.ts";
import { findThread } from "../index/find-thread.ts";
import type { World } from "../world.ts";

/** What `extract` was asked for, beside the settings. */
export interface ExtractOptions {
  /** `--model`: an id, `replay:DIR`, `offline`. */
  readonly model?: string | undefined;
  /** Claims of this run, at most; no upper limit. Default: the setting. */
  readonly maxClaims?: number | undefined;
  /** Only this thread, whatever its age and retries. */
  readonly thread?: string | undefined;
  /** The calling session's thread. */
  readonly excludeThread?: string | undefined;
  /** Back-fill: the newest sessions, so many, whatever their age. Excludes `since`. */
  readonly last?: number | undefined;
  /** Back-fill: sessions updated since then, in seconds. */
  readonly since?: number | undefined;
  /** `done`: the caller has brought the index up to date. Default: it is done here. */
  readonly index?: "done" | undefined;
  /** Record each exchange into this folder. */
  readonly record?: string | undefined;
}

/** The model of this run. Throws `bad_option`. */
export function extractionModel({ settings }: World, { model }: ExtractOptions): ModelChoice {
  return chooseModel({
    typed: model,
    configured: settings.extractModel,
    configuredNamed: settings.namedModels.has("extractModel"),
    fallback: DEFAULT_EXTRACT_MODEL,
  });
}

/** UTF-8 bytes of evidence a request of this run may carry. */
export function extractionBudget({ settings }: World, choice: ModelChoice): number {
  return evidenceBudgetBytes(choice.kind === "offline" ? undefined : choice.id, settings.contextWindow);
}

/** What a run would do now with each thread, in the order in which it looks at them. */
export interface ExtractPlan {
  readonly threads: readonly DecidedThread[];
  readonly rules: DecisionRules;
  /** The database's clock, by which leases and retries are judged. */
  readonly leaseNow: number;
}

/**
 * Decides every thread, or with `thread` that one alone. The index is up to date already. A back-fill passes over
 * age and the setting's claim limit. Throws `unknown_thread`.
 */
export async function planExtract(world: World, options: ExtractOptions): Promise<ExtractPlan> {
  const { settings, now } = world;
  const state = await world.state();
  const named = options.thread === undefined ? undefined : await findThread(world, options.thread);
  const at = await leaseNow(state);
  const facts = await listStage1Facts(state);
  const base = eligibilityRules(
    settings,
    {
      machine: await world.machine(),
      codexHome: world.paths.codexHome,
      excluded: options.excludeThread === undefined ? [] : [options.excludeThread],
    },
    now,
  );
  const limit = settings.limit;
  const rules: DecisionRules = {
    eligibility: { ...base, ...backFill(options) },
    waived: named === undefined ? new Set() : THREAD_WAIVES,
    maxClaims: options.maxClaims ?? options.last ?? (options.since === undefined ? limit : Number.MAX_SAFE_INTEGER),
    concurrency: settings.concurrency,
  };
  const considered = named === undefined ? facts : facts.filter(({ thread }) => thread.id === named.id);
  return { threads: decideRun(considered, rules, at), rules, leaseNow: at };
}

function backFill({ last, since }: ExtractOptions) {
  if (last !== undefined && since !== undefined) {
    throw new MemoriesError("bad_option", "--last and --since exclude each other", { hint: "give one of them" });
  }
  if (last !== undefined) return { oldest: 0, scanLimit: last };
  return since === undefined ? {} : { oldest: since };
}
