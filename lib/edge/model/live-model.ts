import { createOpenAI } from "@ai-sdk/openai";
import { type LanguageModelMiddleware, wrapLanguageModel } from "ai";
import type { Endpoint } from "../../core/model/endpoint.ts";
import type { Fetch } from "./guarded-fetch.ts";
import type { SdkModel, SdkResult } from "./sdk-types.ts";

export interface LiveModelOptions {
  readonly id: string;
  readonly api: "responses" | "chat";
  readonly endpoint: Endpoint;
  readonly fetch: Fetch;
  /** Hears what the SDK could not pass on, once each. */
  readonly warn: (message: string) => void;
}

/** A model behind an endpoint that speaks one of OpenAI's two APIs. */
export function liveModel(options: LiveModelOptions): SdkModel {
  const { id, api, endpoint } = options;
  // The SDK insists on a key; without one the fetch drops the header again.
  const provider = createOpenAI({
    baseURL: endpoint.baseUrl,
    apiKey: endpoint.apiKey ?? "none",
    fetch: options.fetch as typeof fetch,
  });
  const model = api === "chat" ? provider.chat(id) : provider.responses(id);
  return wrapLanguageModel({ model, middleware: faithful(options) });
}

/** Model families that the SDK itself knows to reason; to any other one it would not pass the effort on. */
const KNOWN_REASONING = /^(gpt-[5-9]|o\d)/;

function faithful({ id, api, warn }: LiveModelOptions): LanguageModelMiddleware {
  const warned = new Set<string>();
  const forced = api === "responses" && !KNOWN_REASONING.test(id);
  return {
    specificationVersion: "v3",
    transformParams: async ({ params }) => ({
      ...params,
      providerOptions: {
        ...params.providerOptions,
        openai: {
          ...params.providerOptions?.openai,
          store: false,
          // Unknown models know the role `system`; the newer `developer` comes with OpenAI's reasoning models only.
          ...(forced && { forceReasoning: true, systemMessageMode: "system" }),
        },
      },
    }),
    wrapGenerate: async ({ doGenerate }) => {
      const result = await doGenerate();
      for (const warning of result.warnings) {
        const text =
          "feature" in warning ? `${warning.feature}: ${warning.details ?? "not supported"}` : warning.message;
        if (!warned.has(text)) warn(`model ${id}: ${text}`);
        warned.add(text);
      }
      return { ...result, finishReason: trueFinish(result, api) };
    },
  };
}

/** The SDK does not look at a response's `status`, and takes a completion without a finish reason for an odd one. */
function trueFinish(result: SdkResult, api: LiveModelOptions["api"]): SdkResult["finishReason"] {
  const { finishReason, response } = result;
  if (api === "chat") return finishReason.raw === undefined ? { unified: "stop", raw: undefined } : finishReason;
  const body = response?.body;
  const status = typeof body === "object" && body !== null && "status" in body ? body.status : undefined;
  const odd = typeof status === "string" && status !== "completed" && finishReason.unified === "stop";
  return odd ? { unified: "other", raw: status } : finishReason;
}
