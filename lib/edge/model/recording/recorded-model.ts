import { MemoriesError } from "../../../core/errors.ts";
import { canonicalRequest, type ModelRequest } from "../../../core/model/canonical-request.ts";
import { type ModelAnswer, requestHash } from "../../../core/model/exchange.ts";
import { explainMiss } from "../../../core/model/explain-miss.ts";
import type { PlaceNames } from "../../../core/model/paths.ts";
import { resultOf } from "../answer.ts";
import type { SdkCallOptions, SdkModel, SdkResult } from "../sdk-types.ts";
import { listExchangeFiles, readExchangeFile } from "./exchange-files.ts";
import { renamed } from "./recorded-answers.ts";

/** One question as recordings know it, and as it came. */
export interface AskedRequest {
  readonly request: ModelRequest;
  readonly params: SdkCallOptions;
}

/** A model that answers from recordings: `find` gives what was recorded for a request, or the result of someone else. */
export function recordedModel(
  modelId: string,
  names: PlaceNames,
  find: (asked: AskedRequest) => Promise<{ readonly answer: ModelAnswer } | { readonly result: SdkResult }>,
): SdkModel {
  let calls = 0;
  return {
    specificationVersion: "v3",
    provider: "replay",
    modelId,
    supportedUrls: {},
    doGenerate: async (params) => {
      params.abortSignal?.throwIfAborted();
      const found = await find({ request: canonicalRequest(modelId, params, names), params });
      if ("result" in found) return found.result;
      return resultOf(renamed(found.answer, names.toPaths), () => {
        calls += 1;
        return `call-${calls}`;
      });
    },
    doStream: () => {
      throw new Error("recorded exchanges are not streamed");
    },
  };
}

/** The failure of a request that a folder of recordings lacks: its hash, the nearest recorded one and what differs. */
export function noRecordedAnswer(dir: string, request: ModelRequest, time: number, hint?: string): MemoriesError {
  const recorded = listExchangeFiles(dir).flatMap((file) => {
    const found = readExchangeFile(dir, file);
    return found === undefined ? [] : [{ file, request: found.request }];
  });
  return new MemoriesError("bad_input", explainMiss(request, requestHash(request), time, recorded), { hint });
}
