import type { OptionName } from "./settings.ts";

/** The options of every command that asks a model: what it may spend, and where that is told. */
export const SPENDING_OPTIONS = [
  "maxTokens",
  "maxRequests",
  "maxCost",
  "maxSeconds",
  "metricsFile",
  "serviceTier",
] as const satisfies readonly OptionName[];
