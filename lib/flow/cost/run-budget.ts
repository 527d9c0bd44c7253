import {
  type BudgetLimits,
  isBounded,
  NOTHING_SPENT,
  type ReachedBound,
  reachedBound,
  type Spent,
} from "../../core/cost/budget.ts";
import { utcDay } from "../../core/cost/utc-day.ts";
import { sumModelCalls } from "../../edge/state/calls/model-calls.ts";
import type { World } from "../world.ts";

/** What one run may spend, shared by its parts, and what it has spent. */
export interface RunBudget {
  readonly limits: BudgetLimits;
  /** Whole seconds now: the run's clock and what has passed since. */
  now(): number;
  leftMs(): number;
  /** Looks whether one more session may be begun; the first bound found is remembered. */
  check(): Promise<ReachedBound | undefined>;
  /** Whether one more request may leave, which counts as begun then; what is begun needs no more confirmation. */
  admit(): Promise<ReachedBound | undefined>;
  /** A request was cut off since the time of the run is over. */
  timeIsOver(): void;
  /** Counts what an ended request came to. */
  spend(tokens: number, cost: number): void;
  /** The bound that stopped something. */
  readonly reached: () => ReachedBound | undefined;
  readonly spent: () => Spent;
}

/** Opens the budget of a run that begins now. */
export function openBudget(world: World, limits: BudgetLimits): RunBudget {
  const started = world.monotonicMs();
  let spent = NOTHING_SPENT;
  let reached: ReachedBound | undefined;
  const elapsedMs = () => world.monotonicMs() - started;
  const hasDay = [limits.dayTokens, limits.dayRequests, limits.dayCost].some((limit) => limit !== undefined);
  const now = () => world.now + Math.floor(elapsedMs() / 1_000);
  const day = async (): Promise<Spent> => {
    if (!hasDay) return NOTHING_SPENT;
    const sum = await sumModelCalls(await world.state(), utcDay(now()));
    return { requests: sum.requests, tokens: sum.inputTokens + sum.outputTokens, cost: sum.cost };
  };
  const boundWith = (bounds: BudgetLimits, today: Spent) => {
    const bound = reachedBound(bounds, { run: spent, day: today, seconds: elapsedMs() / 1_000 });
    reached ??= bound;
    return bound;
  };
  return {
    limits,
    now,
    leftMs: () => Math.max(1, (limits.maxSeconds ?? Number.POSITIVE_INFINITY) * 1_000 - elapsedMs()),
    check: async () => boundWith(limits, await day()),
    timeIsOver: () => {
      reached ??= { name: "maxSeconds", scope: "run", limit: limits.maxSeconds ?? 0 };
    },
    admit: async () => {
      const today = await day();
      const bound = boundWith({ ...limits, unconfirmedTokens: undefined }, today);
      // Nothing is awaited between the look and the count: two requests never share the last place.
      if (bound === undefined) spent = { ...spent, requests: spent.requests + 1 };
      return bound;
    },
    spend: (tokens, cost) => {
      spent = { ...spent, tokens: spent.tokens + tokens, cost: spent.cost + cost };
    },
    reached: () => reached,
    spent: () => spent,
  };
}

/** The bounds that settings set; a typed command that nobody bounded stops at `confirm_tokens` unless told `--yes`. */
export function limitsOf({ settings }: World, unbounded: "confirmed" | "ask"): BudgetLimits {
  const { maxTokens, maxRequests, maxCost, maxSeconds, dayTokens, dayRequests, dayCost } = settings;
  const limits = { maxTokens, maxRequests, maxCost, maxSeconds, dayTokens, dayRequests, dayCost };
  const asks = unbounded === "ask" && !isBounded({ ...limits, unconfirmedTokens: undefined });
  return { ...limits, unconfirmedTokens: asks ? settings.confirmTokens : undefined };
}
