import { defaultSettingsMiddleware, type LanguageModelMiddleware, wrapLanguageModel } from "ai";
import { resolveEndpoint } from "../../core/model/endpoint.ts";
import type { ModelChoice } from "../../core/model/model-choice.ts";
import { type Place, placeNames } from "../../core/model/paths.ts";
import { type RateLimit, readRateLimits } from "../../core/model/rate-limit.ts";
import { responseUsage } from "../../core/model/response-usage.ts";
import { addUsage, NO_USAGE, type TokenUsage } from "../../core/types.ts";
import { usageOf } from "./answer.ts";
import { prepareRecordFolder } from "./exchange-files.ts";
import { type FetchGuards, guardedFetch } from "./guarded-fetch.ts";
import { liveModel } from "./live-model.ts";
import { withoutRefusedReasoning } from "./reasoning-fallback.ts";
import { recordedAnswers } from "./recorded-answers.ts";
import { redactedAnswers } from "./redacted-answers.ts";
import { replayModel } from "./replay-model.ts";
import type { SdkModel } from "./sdk-types.ts";
import { CONNECTION_LIMITS } from "./watch-connection.ts";

/** The SDK would print its warnings to stdout, which belongs to the report. */
Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

export interface OpenModelOptions {
  readonly choice: Exclude<ModelChoice, { readonly kind: "offline" }>;
  readonly effort: "low" | "medium" | "high";
  readonly api: "responses" | "chat";
  /** One request at most, in seconds. */
  readonly timeoutSeconds: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folders that recordings call by name. */
  readonly places: readonly Place[];
  /** Record each exchange into this folder. */
  readonly recordDir?: string | undefined;
  readonly attest: FetchGuards["attest"];
  readonly warn: (message: string) => void;
  readonly monotonicMs: () => number;
  readonly connection?: FetchGuards["connection"];
}

/** A model that is ready to be asked, live or recorded. */
export interface OpenModel {
  /** For `generateText`; answers are redacted, effort and strictness set. */
  readonly languageModel: SdkModel;
  readonly id: string;
  /** What all requests so far have cost, failed ones included. */
  usage(): TokenUsage;
  /** Secrets taken out of calls of tools so far. */
  redacted(): number;
  /** The newest rate limits that an answer reported, and how long ago. */
  rateLimits(): { readonly limits: readonly RateLimit[]; readonly elapsedMs: number };
}

/**
 * Opens the chosen model. Throws `no_api_key`, `no_model` or `bad_config` (see `resolveEndpoint`), and `bad_input`
 * for a folder that cannot be replayed from or recorded into. Sends nothing.
 */
export function openModel(options: OpenModelOptions): OpenModel {
  const { choice, recordDir } = options;
  const names = placeNames(options.places);
  let usage = NO_USAGE;
  let secrets = 0;
  let limits: { readonly limits: readonly RateLimit[]; readonly at: number } = { limits: [], at: 0 };
  const observe: FetchGuards["observe"] = (headers, body) => {
    usage = addUsage(usage, responseUsage(body));
    const found = readRateLimits(headers);
    if (found.length > 0) limits = { limits: found, at: options.monotonicMs() };
  };
  const metered: LanguageModelMiddleware = {
    specificationVersion: "v3",
    wrapGenerate: async ({ doGenerate }) => {
      const result = await doGenerate();
      usage = addUsage(usage, usageOf(result));
      return result;
    },
  };
  const base =
    choice.kind === "replay"
      ? wrapLanguageModel({ model: replayModel(choice.dir, choice.id, names), middleware: metered })
      : openLive(options, choice, observe);
  if (recordDir !== undefined) prepareRecordFolder(recordDir);
  const effort = defaultSettingsMiddleware({
    settings: { providerOptions: { openai: { reasoningEffort: options.effort, strictJsonSchema: true } } },
  });
  const record = recordDir === undefined ? [] : [recordedAnswers(recordDir, choice.id, names)];
  const redacted = redactedAnswers((count) => {
    secrets += count;
  });
  return {
    languageModel: wrapLanguageModel({ model: base, middleware: [effort, ...record, redacted] }),
    id: choice.id,
    usage: () => usage,
    redacted: () => secrets,
    rateLimits: () => ({ limits: limits.limits, elapsedMs: options.monotonicMs() - limits.at }),
  };
}

function openLive(
  { api, env, warn, attest, timeoutSeconds, connection }: OpenModelOptions,
  choice: ModelChoice & { kind: "live" },
  observe: FetchGuards["observe"],
): SdkModel {
  const endpoint = resolveEndpoint(env, choice);
  const send = guardedFetch({
    apiKey: endpoint.apiKey,
    timeoutMs: timeoutSeconds * 1_000,
    connection: connection ?? CONNECTION_LIMITS,
    env,
    attest,
    observe,
  });
  const fetch = withoutRefusedReasoning(send, () =>
    warn(`model ${choice.id} takes no reasoning effort: asking without it`),
  );
  return liveModel({ id: choice.id, api, endpoint, fetch, warn });
}
