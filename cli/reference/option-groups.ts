import type { OptionName } from "../options/settings.ts";

/** A heading of a command's help, and the options under it; what no group names stands under the first. */
export interface OptionGroup {
  readonly title: string;
  readonly names: ReadonlySet<OptionName>;
}

/** The groups of a command's own options, in the order in which a person needs them. */
export const OPTION_GROUPS: readonly OptionGroup[] = [
  { title: "Common", names: new Set() },
  {
    title: "Limits",
    names: new Set([
      "limit",
      "maxTokens",
      "maxRequests",
      "maxCost",
      "maxSeconds",
      "maxRolloutAgeDays",
      "minRolloutIdleHours",
      "maxUnusedDays",
      "maxRawMemoriesForConsolidation",
      "extensionRetentionDays",
      "minRateLimitRemainingPercent",
      "agentMaxSteps",
      "agentTimeout",
      "agentMaxOutputTokens",
      "timeout",
      "wait",
    ]),
  },
  {
    title: "Model",
    names: new Set([
      "model",
      "extractModel",
      "consolidationModel",
      "agent",
      "api",
      "contextWindow",
      "serviceTier",
      "concurrency",
      "record",
      "replay",
      "recordMissing",
    ]),
  },
  {
    title: "Advanced",
    names: new Set([
      "metricsFile",
      "checkFolder",
      "acceptGolden",
      "adopt",
      "moveRoot",
      "unconfined",
      "allowNetwork",
      "ro",
      "attestationCommand",
      "allowedProviders",
      "excludeThread",
      "hook",
      "detach",
      "headers",
      "noHeaders",
      "listFormat",
    ]),
  },
];
