import { MemoriesError } from "../../../core/errors.ts";
import { canonicalRequest } from "../../../core/model/canonical-request.ts";
import { exchangeFileName, requestHash } from "../../../core/model/exchange.ts";
import { explainMiss } from "../../../core/model/explain-miss.ts";
import type { PlaceNames } from "../../../core/model/paths.ts";
import { resultOf } from "../answer.ts";
import type { SdkModel } from "../sdk-types.ts";
import { listExchangeFiles, readExchangeFile } from "./exchange-files.ts";
import { renamed } from "./recorded-answers.ts";
import { timesAsked } from "./times-asked.ts";

/**
 * Answers from the recordings in `dir` as if `modelId` had. A request without one throws `bad_input` with the hash,
 * the nearest recorded request and what differs. Throws the same at once when `dir` is no readable folder.
 */
export function replayModel(dir: string, modelId: string, names: PlaceNames): SdkModel {
  listExchangeFiles(dir);
  const nth = timesAsked();
  let calls = 0;
  return {
    specificationVersion: "v3",
    provider: "replay",
    modelId,
    supportedUrls: {},
    doGenerate: async (params) => {
      params.abortSignal?.throwIfAborted();
      const request = canonicalRequest(modelId, params, names);
      const hash = requestHash(request);
      const time = nth(hash);
      const exchange = readExchangeFile(dir, exchangeFileName(hash, time));
      if (exchange === undefined) {
        const recorded = listExchangeFiles(dir).flatMap((file) => {
          const found = readExchangeFile(dir, file);
          return found === undefined ? [] : [{ file, request: found.request }];
        });
        throw new MemoriesError("bad_input", explainMiss(request, hash, time, recorded));
      }
      return resultOf(renamed(exchange.answer, names.toPaths), () => {
        calls += 1;
        return `call-${calls}`;
      });
    },
    doStream: () => {
      throw new Error("recorded exchanges are not streamed");
    },
  };
}
