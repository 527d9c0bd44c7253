/** What requests have come to so far. */
export interface Spent {
  readonly requests: number;
  /** Input and output, cached ones too. */
  readonly tokens: number;
  /** Dollars. */
  readonly cost: number;
}

export const NOTHING_SPENT: Spent = { requests: 0, tokens: 0, cost: 0 };

/** The bounds of one run, and of all runs of a UTC day on one database; undefined: none. */
export interface BudgetLimits {
  readonly maxTokens: number | undefined;
  readonly maxRequests: number | undefined;
  readonly maxCost: number | undefined;
  readonly maxSeconds: number | undefined;
  readonly dayTokens: number | undefined;
  readonly dayRequests: number | undefined;
  readonly dayCost: number | undefined;
  /** Tokens after which a run that nobody bounded stops to be confirmed. */
  readonly unconfirmedTokens: number | undefined;
}

/** A bound that is reached. */
export interface ReachedBound {
  readonly name: keyof BudgetLimits;
  readonly scope: "run" | "day" | "confirmation";
  readonly limit: number;
}

/** What a budget is held against. */
export interface BudgetUse {
  readonly run: Spent;
  readonly day: Spent;
  /** Since the run began. */
  readonly seconds: number;
}

/** The first bound that is reached, so that nothing more may be asked; undefined while there is room. */
export function reachedBound(limits: BudgetLimits, { run, day, seconds }: BudgetUse): ReachedBound | undefined {
  const uses: readonly (readonly [keyof BudgetLimits, ReachedBound["scope"], number])[] = [
    ["maxTokens", "run", run.tokens],
    ["maxRequests", "run", run.requests],
    ["maxCost", "run", run.cost],
    ["maxSeconds", "run", seconds],
    ["dayTokens", "day", day.tokens],
    ["dayRequests", "day", day.requests],
    ["dayCost", "day", day.cost],
    ["unconfirmedTokens", "confirmation", run.tokens],
  ];
  for (const [name, scope, used] of uses) {
    const limit = limits[name];
    if (limit !== undefined && used >= limit) return { name, scope, limit };
  }
  return undefined;
}

/** Whether somebody has bounded what a run may spend. */
export function isBounded(limits: BudgetLimits): boolean {
  const { unconfirmedTokens: _, ...bounds } = limits;
  return Object.values(bounds).some((limit) => limit !== undefined);
}

const NAMES: Readonly<Record<keyof BudgetLimits, string>> = {
  maxTokens: "--max-tokens",
  maxRequests: "--max-requests",
  maxCost: "--max-cost",
  maxSeconds: "--max-seconds",
  dayTokens: "the day's budget, day_tokens",
  dayRequests: "the day's budget, day_requests",
  dayCost: "the day's budget, day_cost",
  unconfirmedTokens: "confirm_tokens",
};

/** The bound in words, with its number. */
export function describeBound({ name, limit }: ReachedBound): string {
  const money = name === "maxCost" || name === "dayCost";
  return `${NAMES[name]} (${money ? `$${limit}` : limit}) is reached`;
}
