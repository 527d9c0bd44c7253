import { AGENT_NAMES } from "../../lib/core/agents/agent-name.ts";
import type { Settings } from "../../lib/core/settings.ts";
import type { OptionName } from "../options/settings.ts";
import type { Config } from "./config.ts";

/** The resolved values as the stories read them; keys without effect here are left behind. */
export function settingsOf({ values, prices }: Config, plainHttp: Settings["plainHttp"] = "refuse"): Settings {
  const read = <T>(name: OptionName, isRight: (value: unknown) => value is T): T => {
    const value = values.get(name)?.value;
    if (isRight(value)) return value;
    throw new TypeError(`setting ${name} resolved to ${JSON.stringify(value)}`);
  };
  return {
    from: AGENT_NAMES.filter((name) => read("from", isList).includes(name)),
    extractModel: read("extractModel", isText),
    consolidationModel: read("consolidationModel", isText),
    namedModels: new Set(
      (["extractModel", "consolidationModel"] as const).filter((name) => values.get(name)?.origin.kind !== "default"),
    ),
    plainHttp,
    limit: read("limit", isNumber),
    maxRolloutsPerStartup: read("maxRolloutsPerStartup", isNumber),
    maxRolloutAgeDays: read("maxRolloutAgeDays", isNumber),
    minRolloutIdleHours: read("minRolloutIdleHours", isNumber),
    maxRawMemoriesForConsolidation: read("maxRawMemoriesForConsolidation", isNumber),
    maxUnusedDays: read("maxUnusedDays", isNumber),
    contextWindow: read("contextWindow", isOptionalNumber),
    extensionRetentionDays: read("extensionRetentionDays", isNumber),
    minRateLimitRemainingPercent: read("minRateLimitRemainingPercent", isNumber),
    generateMemories: read("generateMemories", isFlag),
    useMemories: read("useMemories", isFlag),
    disableOnExternalContext: read("disableOnExternalContext", isFlag),
    serviceTier: read("serviceTier", isOptionalText),
    consolidationServiceTier: read("consolidationServiceTier", isOptionalText),
    forgetMissing: read("forgetMissing", isFlag),
    api: read("api", isApi),
    attestationCommand: read("attestationCommand", isList),
    attestationScopes: read("attestationScopes", isList),
    concurrency: read("concurrency", isNumber),
    timeout: read("timeout", isNumber),
    sources: read("sources", isList),
    allowedProviders: read("allowedProviders", isList),
    denyCwd: read("denyCwd", isList),
    codexState: read("codexState", isCodexState),
    agentMaxSteps: read("agentMaxSteps", isNumber),
    agentTimeout: read("agentTimeout", isNumber),
    agentMaxOutputTokens: read("agentMaxOutputTokens", isNumber),
    maxTokens: read("maxTokens", isOptionalNumber),
    maxRequests: read("maxRequests", isOptionalNumber),
    maxCost: read("maxCost", isOptionalNumber),
    maxSeconds: read("maxSeconds", isOptionalNumber),
    dayTokens: read("dayTokens", isOptionalNumber),
    dayRequests: read("dayRequests", isOptionalNumber),
    dayCost: read("dayCost", isOptionalNumber),
    confirmTokens: read("confirmTokens", isNumber),
    prices,
    apiKeyFile: read("apiKeyFile", isOptionalText),
    apiKeyCommand: read("apiKeyCommand", isList),
    localProvidersAllowed: read("localProvidersAllowed", isList),
    metricsFile: read("metricsFile", isOptionalText),
  };
}

const isText = (value: unknown): value is string => typeof value === "string";
const isOptionalText = (value: unknown): value is string | undefined => value === undefined || isText(value);
const isNumber = (value: unknown): value is number => typeof value === "number";
const isOptionalNumber = (value: unknown): value is number | undefined => value === undefined || isNumber(value);
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isList = (value: unknown): value is readonly string[] => Array.isArray(value);
const isCodexState = (value: unknown): value is Settings["codexState"] => value === "read" || value === "ignore";
const isApi = (value: unknown): value is Settings["api"] => value === "responses" || value === "chat";
