import { modelIds, windowInModels, windowInShow } from "../../core/model/lenient/server-window.ts";
import type { Fetch } from "./guarded-fetch.ts";

/** What an endpoint is asked about its models, beside answers. Each is undefined or empty where it does not say. */
export interface EndpointQuestions {
  /** Ids of the models that are there. */
  models(signal: AbortSignal): Promise<readonly string[]>;
  /** The window of a model, in tokens. */
  window(modelId: string, signal: AbortSignal): Promise<number | undefined>;
}

/** A server that has to think about such a question is not asked any further. */
const QUESTION_TIMEOUT_MS = 5_000;

/** Asks the server at `baseUrl` (which ends without a slash) through the same guarded way out. */
export function endpointQuestions(baseUrl: string, apiKey: string | undefined, send: Fetch): EndpointQuestions {
  const headers = {
    "content-type": "application/json",
    ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
  };
  /** Undefined: there was no response at all. */
  const ask = async (url: string, signal: AbortSignal, body?: object): Promise<{ body: unknown } | undefined> => {
    try {
      const response = await send(url, {
        headers,
        signal: AbortSignal.any([signal, AbortSignal.timeout(QUESTION_TIMEOUT_MS)]),
        ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
      });
      return { body: response.ok ? await response.json() : undefined };
    } catch (thrown) {
      // A server that does not know the question, or is gone: the request that matters will tell.
      if (thrown instanceof Error) return undefined;
      throw thrown;
    }
  };
  return {
    models: async (signal) => modelIds((await ask(`${baseUrl}/models`, signal))?.body),
    window: async (modelId, signal) => {
      const models = await ask(`${baseUrl}/models`, signal);
      if (models === undefined) return undefined;
      const window = windowInModels(models.body, modelId);
      if (window !== undefined) return window;
      const shown = await ask(`${new URL(baseUrl).origin}/api/show`, signal, { model: modelId });
      return windowInShow(shown?.body);
    },
  };
}
