import type { AgentName } from "./agents/agent-name.ts";
import type { PriceTable } from "./cost/price.ts";
import type { PlainHttp } from "./model/endpoint.ts";
/**
 * The values that steer a run, resolved from flags, environment, files and defaults (`cli/config/config.ts`).
 * Keys of the reference keep their meaning and range (spec 1); times are in the unit their name says.
 */
export interface Settings {
  /** The agents whose sessions are read. */
  readonly from: readonly AgentName[];
  readonly extractModel: string;
  readonly consolidationModel: string;
  /** Which of the two models somebody named; what is not in here is this product's default. */
  readonly namedModels: ReadonlySet<"extractModel" | "consolidationModel">;
  /** Sessions a run extracts at most; `maxRolloutsPerStartup` bounds one that a session-start hook began. */
  readonly limit: number;
  readonly maxRolloutsPerStartup: number;
  readonly maxRolloutAgeDays: number;
  readonly minRolloutIdleHours: number;
  readonly maxRawMemoriesForConsolidation: number;
  readonly maxUnusedDays: number;
  /** Context window in tokens; undefined: the known window of the model, or the fallback for an unknown one. */
  readonly contextWindow: number | undefined;
  readonly extensionRetentionDays: number;
  readonly minRateLimitRemainingPercent: number;
  readonly generateMemories: boolean;
  readonly useMemories: boolean;
  readonly disableOnExternalContext: boolean;
  /** What to do about an endpoint beyond this machine that is reached without encryption. */
  readonly plainHttp: PlainHttp;
  /** What requests ask the endpoint for as `service_tier`; the second for consolidation where the first is not set. */
  readonly serviceTier: string | undefined;
  readonly consolidationServiceTier: string | undefined;
  readonly forgetMissing: boolean;
  readonly api: "responses" | "chat";
  readonly attestationCommand: readonly string[];
  readonly attestationScopes: readonly string[];
  readonly concurrency: number;
  /** One model request at most, in seconds. */
  readonly timeout: number;
  readonly sources: readonly string[];
  /** Providers whose threads may be extracted; empty: all. */
  readonly allowedProviders: readonly string[];
  /** Folders whose sessions are never extracted: paths, or globs. */
  readonly denyCwd: readonly string[];
  /** Whether the reference's own database is asked which sessions are not to be remembered. */
  readonly codexState: "read" | "ignore";
  /** Steps of the consolidation agent, at most. */
  readonly agentMaxSteps: number;
  /** Wall time of the consolidation agent, at most, in seconds. */
  readonly agentTimeout: number;
  /** Output tokens of the consolidation agent, at most. */
  readonly agentMaxOutputTokens: number;
  /** Bounds of one run; undefined: none. Costs are dollars. */
  readonly maxTokens: number | undefined;
  readonly maxRequests: number | undefined;
  readonly maxCost: number | undefined;
  readonly maxSeconds: number | undefined;
  /** Bounds of all runs of a UTC day on one database. */
  readonly dayTokens: number | undefined;
  readonly dayRequests: number | undefined;
  readonly dayCost: number | undefined;
  /** Tokens that an unbounded run spends at most before somebody must agree. */
  readonly confirmTokens: number;
  /** A person's own prices. */
  readonly prices: PriceTable;
  /** Where the key is looked for when the environment has none: a file first, then a program without a shell. */
  readonly apiKeyFile: string | undefined;
  readonly apiKeyCommand: readonly string[];
  /** Local providers whose sessions may leave this machine. */
  readonly localProvidersAllowed: readonly string[];
  /** The file that metrics are written to after each run. */
  readonly metricsFile: string | undefined;
}
