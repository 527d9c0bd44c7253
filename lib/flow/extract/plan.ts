import type { AgentName } from "../../core/agents/agent-name.ts";
import { DEFAULT_EXTRACT_MODEL } from "../../core/constants.ts";
import { MemoriesError } from "../../core/errors.ts";
import { promptHash } from "../../core/extract/prompt-hash.ts";
import { isUpToDate, type RedoRule } from "../../core/jobs/claim-stage1.ts";
import { type DecidedThread, decideRun } from "../../core/jobs/decide-run.ts";
import {
  type DecisionRules,
  type Stage1Facts,
  type Stage1Refusal,
  THREAD_WAIVES,
} from "../../core/jobs/decide-stage1.ts";
import { type EvidenceDestination, eligibilityRules } from "../../core/jobs/eligibility.ts";
import { type CurrentMaker, isAgain, parseAgain } from "../../core/jobs/select-again.ts";
import { isLoopback } from "../../core/model/endpoint.ts";
import { evidenceBudgetBytes } from "../../core/model/evidence-budget.ts";
import { hostOf } from "../../core/model/host-of.ts";
import { chooseModel, type ModelChoice } from "../../core/model/model-choice.ts";
import { byteOrder } from "../../core/text/byte-order.ts";
import { listStage1Facts } from "../../edge/state/jobs/stage1-facts.ts";
import { leaseNow } from "../../edge/state/open/clock.ts";
import type { RunBudget } from "../cost/run-budget.ts";
import { findThread } from "../index/find-thread.ts";
import { importedElsewhere } from "../index/imported-elsewhere.ts";
import { agentHome } from "../index/scopes.ts";
import type { World } from "../world.ts";

/** What `extract` was asked for, beside the settings. */
export interface ExtractOptions {
  /** `--model`: an id, `replay:DIR`, `offline`; or what was chosen before. */
  readonly model?: string | ModelChoice | undefined;
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
  /** Sessions that have a result are done anew: `offline`, a model's id, `outdated`, `all`. */
  readonly again?: string | undefined;
  /** `respect`: sessions that failed wait for their next try, as in a run that nobody typed. Default: they do not. */
  readonly backoff?: "respect" | "pass" | undefined;
  /** The words that this run was typed with, to be repeated in commands that a report names. Default: none. */
  readonly words?: readonly string[] | undefined;
  /** `done`: the caller has brought the index up to date. Default: it is done here. */
  readonly index?: "done" | undefined;
  /** `done`: the caller has removed what nobody used for long. Default: it is done here. */
  readonly retention?: "done" | undefined;
  /** Only sessions of this agent. */
  readonly agent?: AgentName | undefined;
  /** Record each exchange into this folder. */
  readonly record?: string | undefined;
  /** The budget that this run shares with other parts; default: one of its own by the settings. */
  readonly budget?: RunBudget | undefined;
  /** `ask`: a run that nobody bounded and that would spend much throws `confirmation_missing`. Default: it does not. */
  readonly unbounded?: "ask" | "confirmed" | undefined;
}

/** The model of this run. Throws `bad_option`. */
export function extractionModel({ settings }: World, { model }: ExtractOptions): ModelChoice {
  if (typeof model === "object") return model;
  return chooseModel({
    typed: model,
    configured: settings.extractModel,
    configuredNamed: settings.namedModels.has("extractModel"),
    fallback: DEFAULT_EXTRACT_MODEL,
  });
}

/** Rules, recordings and an endpoint on loopback keep what they read on this machine. */
function destinationOf(world: World, options: ExtractOptions): EvidenceDestination {
  const choice = extractionModel(world, options);
  const asks = choice.kind === "live" || (choice.kind === "replay" && choice.missing === "ask_live");
  if (!asks) return "this_machine";
  return isLoopback(URL.parse(`http://${hostOf(world.env)}`)?.hostname ?? "") ? "this_machine" : "elsewhere";
}

/** UTF-8 bytes of evidence a request of this run may carry. */
export function extractionBudget({ settings }: World, choice: ModelChoice): number {
  return evidenceBudgetBytes(choice.kind === "offline" ? undefined : choice.id, settings.contextWindow);
}

/** What results of this run are marked with. Throws `bad_template`. */
export function resultMaker({ templates }: World, choice: ModelChoice): CurrentMaker {
  if (choice.kind === "offline") return { madeBy: "offline", promptHash: undefined };
  return { madeBy: choice.id, promptHash: promptHash(templates) };
}

/** What a run would do now with each thread, in the order in which it looks at them. */
export interface ExtractPlan {
  readonly threads: readonly DecidedThread[];
  readonly rules: DecisionRules;
  readonly redo: RedoRule;
  /** Sessions that a run with a model could do anew, since rules did them last. */
  readonly doneByRules: readonly DecidedThread[];
  /** The database's clock, by which leases and retries are judged. */
  readonly leaseNow: number;
  /** The run's time, by which ages are judged. */
  readonly runNow: number;
}

/**
 * Decides every thread, or with `thread` that one alone, or with `again` those it names. The index is up to date
 * already. A back-fill passes over age and the setting's claim limit; what is done again is taken whatever its age,
 * unless `since` bounds it. Throws `unknown_thread`.
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
      agentHomes: Object.fromEntries(settings.from.map((agent) => [agent, agentHome(world.paths, agent)])),
      excluded: [
        ...(options.excludeThread === undefined ? [] : [options.excludeThread]),
        ...(await importedElsewhere(world)),
      ],
      destination: destinationOf(world, options),
    },
    now,
  );
  const redo = redoRule(options);
  const rules: DecisionRules = {
    eligibility: { ...base, ...backFill(options) },
    waived: named === undefined ? waivedBy(options) : THREAD_WAIVES,
    maxClaims: options.maxClaims ?? claimLimit(options, settings.limit),
    concurrency: settings.concurrency,
    redo,
    backoff: options.backoff ?? "pass",
  };
  const maker = resultMaker(world, extractionModel(world, options));
  const asked = options.again === undefined ? undefined : parseAgain(options.again);
  if (asked?.kind === "model" && !facts.some(({ madeBy }) => madeBy === asked.model))
    warnOfNone(world, asked.model, facts);
  const considered = facts
    .filter(({ thread }) => named === undefined || thread.id === named.id)
    .filter(({ thread }) => options.agent === undefined || thread.agent === options.agent)
    .filter((each) => asked === undefined || isAgain(each, asked, maker));
  const byRules =
    maker.madeBy === "offline" || named !== undefined || asked !== undefined ? [] : facts.filter(isByRules);
  return {
    threads: decideRun(considered, rules, at),
    rules,
    redo,
    doneByRules: decideRun(byRules, againRules(rules), at).filter(({ isTaken }) => isTaken),
    leaseNow: at,
    runNow: now,
  };
}

/** A name that made nothing may be a slip of the hand: what there is to name is told. */
function warnOfNone(world: World, typed: string, facts: readonly Stage1Facts[]): void {
  const makers = [...new Set(facts.flatMap(({ madeBy }) => madeBy ?? []))].filter((maker) => maker !== "offline");
  const known = ["offline", "outdated", "all", ...makers.toSorted(byteOrder)].join(", ");
  world.log.warn(`no session was last done by ${JSON.stringify(typed)}; --again takes ${known}`);
}

/** Which sessions are made anew although nothing about them changed. */
function redoRule({ again, thread, last }: ExtractOptions): RedoRule {
  if (again !== undefined) return "all";
  return thread === undefined && last === undefined ? "nothing" : "without_output";
}

const AGAIN_WAIVES: ReadonlySet<Stage1Refusal> = new Set(["too_old", "beyond_scan_limit"]);

function waivedBy({ again, since }: ExtractOptions): ReadonlySet<Stage1Refusal> {
  return again !== undefined && since === undefined ? AGAIN_WAIVES : new Set();
}

/** The rules of the run that would make results of rules anew. */
function againRules(rules: DecisionRules): DecisionRules {
  return { ...rules, waived: AGAIN_WAIVES, redo: "all", backoff: "pass", maxClaims: Number.MAX_SAFE_INTEGER };
}

/** Rules did it last, and nothing has happened in it since: what is new in it is extracted without asking. */
function isByRules(facts: Stage1Facts): boolean {
  const { job, outputUpdatedAt, thread } = facts;
  return facts.madeBy === "offline" && isUpToDate({ job, outputUpdatedAt, updatedAt: thread.updatedAt });
}

function claimLimit({ last, since, again }: ExtractOptions, limit: number): number {
  return last ?? (since === undefined || again !== undefined ? limit : Number.MAX_SAFE_INTEGER);
}

function backFill({ last, since }: ExtractOptions) {
  if (last !== undefined && since !== undefined) {
    throw new MemoriesError("bad_option", "--last and --since exclude each other", { hint: "give one of them" });
  }
  if (last !== undefined) return { oldest: 0, scanLimit: last };
  return since === undefined ? {} : { oldest: since };
}
