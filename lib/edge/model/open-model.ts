import { defaultSettingsMiddleware, type LanguageModelMiddleware, wrapLanguageModel } from "ai";
import { type PlainHttp, resolveEndpoint } from "../../core/model/endpoint.ts";
import type { AnswerForm } from "../../core/model/lenient/answer-form.ts";
import type { Repair } from "../../core/model/lenient/read-json-answer.ts";
import type { ModelChoice } from "../../core/model/model-choice.ts";
import { type Place, placeNames } from "../../core/model/paths.ts";
import { type RateLimit, readRateLimits } from "../../core/model/rate-limit.ts";
import { responseUsage } from "../../core/model/response-usage.ts";
import { addUsage, NO_USAGE, type TokenUsage } from "../../core/types.ts";
import { acceptedForm } from "./accepted-form.ts";
import { usageOf } from "./answer.ts";
import { type EndpointQuestions, endpointQuestions } from "./endpoint-questions.ts";
import { type FetchGuards, guardedFetch } from "./guarded-fetch.ts";
import { lenientAnswers } from "./lenient-answers.ts";
import { liveModel } from "./live-model.ts";
import { withoutRefusedReasoning } from "./reasoning-fallback.ts";
import { prepareRecordFolder } from "./recording/exchange-files.ts";
import { recordedAnswers } from "./recording/recorded-answers.ts";
import { replayAnyModel } from "./recording/replay-any-model.ts";
import { replayModel } from "./recording/replay-model.ts";
import { redactedAnswers } from "./redacted-answers.ts";
import { NO_METER, type RequestMeter } from "./request-meter.ts";
import type { SdkModel } from "./sdk-types.ts";
import { CONNECTION_LIMITS } from "./watch-connection.ts";
import { withServiceTier } from "./with-service-tier.ts";

/** The SDK would print its warnings to stdout, which belongs to the report. */
Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

export interface OpenModelOptions {
  readonly choice: Exclude<ModelChoice, { readonly kind: "offline" }>;
  readonly effort: "low" | "medium" | "high";
  readonly api: "responses" | "chat";
  /** One request at most, in seconds. */
  readonly timeoutSeconds: number;
  readonly plainHttp: PlainHttp;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folders that recordings call by name. */
  readonly places: readonly Place[];
  /** Record each exchange into this folder. */
  readonly recordDir?: string | undefined;
  readonly attest: FetchGuards["attest"];
  readonly warn: (message: string) => void;
  readonly monotonicMs: () => number;
  readonly connection?: FetchGuards["connection"];
  /** Default: nothing is counted. */
  readonly meter?: RequestMeter | undefined;
  /** The key where `OPENAI_API_KEY` is not set. */
  readonly apiKey?: string | undefined;
  /** The service tier that requests ask for; undefined: none is named. */
  readonly serviceTier?: string | undefined;
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
  /** How often each kind of repair was needed to read the answers so far. */
  repairs(): Readonly<Partial<Record<Repair, number>>>;
  /** Counts a repair that was made outside of the transport. */
  countRepair(repair: Repair): void;
  /** The window in tokens that the endpoint was found to have; undefined while nothing was found out. */
  foundWindow(): number | undefined;
  /** Remembers a window for the run; a larger one than is known is not taken. */
  rememberWindow(tokens: number): void;
  /** The endpoint itself; undefined for recorded exchanges. */
  readonly endpoint: LiveEndpoint | undefined;
}

/** The endpoint that a live model is asked at. */
export interface LiveEndpoint extends EndpointQuestions {
  readonly baseUrl: string;
  readonly api: "responses" | "chat";
  /** How objects are asked for there, as far as it was found out. */
  readonly form: () => AnswerForm;
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
  const repairs: Partial<Record<Repair, number>> = {};
  const countRepair = (repair: Repair) => {
    repairs[repair] = (repairs[repair] ?? 0) + 1;
  };
  let window: number | undefined;
  const redacted = redactedAnswers((count) => {
    secrets += count;
  });
  const replayed = (recorded: ModelChoice & { kind: "replay" }): OpenedModel => {
    const { dir, id, match, missing } = recorded;
    const live =
      missing === "ask_live" ? openLive(options, { kind: "live", id, named: true }, observe, countRepair) : undefined;
    // What the live model answers is redacted before it is recorded.
    const asked = live && wrapLanguageModel({ model: live.model, middleware: [redacted, lenientAnswers(countRepair)] });
    const model = match === undefined ? replayModel(dir, id, names) : replayAnyModel(dir, id, names, asked);
    // What the live model is asked is counted where it leaves.
    return live === undefined
      ? { model: wrapLanguageModel({ model, middleware: metered }), endpoint: undefined }
      : { model, endpoint: live.endpoint };
  };
  const { model: base, endpoint } =
    choice.kind === "replay" ? replayed(choice) : openLive(options, choice, observe, countRepair);
  if (recordDir !== undefined) prepareRecordFolder(recordDir);
  const effort = defaultSettingsMiddleware({
    settings: { providerOptions: { openai: { reasoningEffort: options.effort, strictJsonSchema: true } } },
  });
  const record = recordDir === undefined ? [] : [recordedAnswers(recordDir, choice.id, names)];
  return {
    languageModel: wrapLanguageModel({
      model: base,
      middleware: [effort, ...record, redacted, lenientAnswers(countRepair)],
    }),
    id: choice.id,
    usage: () => usage,
    redacted: () => secrets,
    rateLimits: () => ({ limits: limits.limits, elapsedMs: options.monotonicMs() - limits.at }),
    repairs: () => repairs,
    countRepair,
    foundWindow: () => window,
    rememberWindow: (tokens) => {
      window = Math.min(window ?? tokens, tokens);
    },
    endpoint,
  };
}

/** A model with where it is asked, for one that is. */
interface OpenedModel {
  readonly model: SdkModel;
  readonly endpoint: LiveEndpoint | undefined;
}

function openLive(
  { api, env, warn, attest, timeoutSeconds, connection, plainHttp, meter, apiKey, serviceTier }: OpenModelOptions,
  choice: ModelChoice & { kind: "live" },
  observe: FetchGuards["observe"],
  onRepair: (repair: Repair) => void,
): { readonly model: SdkModel; readonly endpoint: LiveEndpoint } {
  const endpoint = resolveEndpoint(
    apiKey === undefined ? env : { OPENAI_API_KEY: apiKey, ...withoutBlank(env) },
    choice,
    plainHttp,
  );
  const guarded = guardedFetch({
    apiKey: endpoint.apiKey,
    timeoutMs: timeoutSeconds * 1_000,
    connection: connection ?? CONNECTION_LIMITS,
    env,
    attest,
    observe,
    onRepair,
    meter: meter ?? NO_METER,
  });
  const send = serviceTier === undefined ? guarded : withServiceTier(guarded, serviceTier);
  const accepted = acceptedForm(send, (form) => {
    onRepair("form");
    warn(`model ${choice.id} takes no answer schema there: ${FORM_WORDS[form]}`);
  });
  const fetch = withoutRefusedReasoning(accepted.fetch, () =>
    warn(`model ${choice.id} takes no reasoning effort: asking without it`),
  );
  return {
    model: liveModel({ id: choice.id, api, endpoint, fetch, warn }),
    endpoint: {
      ...endpointQuestions(endpoint.baseUrl, endpoint.apiKey, send),
      baseUrl: endpoint.baseUrl,
      api,
      form: accepted.form,
    },
  };
}

const FORM_WORDS: Readonly<Record<AnswerForm, string>> = {
  json_schema: "asking with it",
  json_object: "asking for any JSON object",
  none: "asking for JSON in words",
};

/** A variable that is set to nothing names no key. */
function withoutBlank({ OPENAI_API_KEY: key, ...env }: OpenModelOptions["env"]): OpenModelOptions["env"] {
  return key?.trim() ? { ...env, OPENAI_API_KEY: key } : env;
}
