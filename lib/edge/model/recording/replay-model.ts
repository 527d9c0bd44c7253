import { exchangeFileName, requestHash } from "../../../core/model/exchange.ts";
import type { PlaceNames } from "../../../core/model/paths.ts";
import type { SdkModel } from "../sdk-types.ts";
import { listExchangeFiles, readExchangeFile } from "./exchange-files.ts";
import { noRecordedAnswer, recordedModel } from "./recorded-model.ts";
import { timesAsked } from "./times-asked.ts";

/**
 * Answers from the recordings in `dir` as if `modelId` had. A request without one throws `bad_input` with the hash,
 * the nearest recorded request and what differs. Throws the same at once when `dir` is no readable folder.
 */
export function replayModel(dir: string, modelId: string, names: PlaceNames): SdkModel {
  listExchangeFiles(dir);
  const nth = timesAsked();
  return recordedModel(modelId, names, async ({ request }) => {
    const hash = requestHash(request);
    const time = nth(hash);
    const exchange = readExchangeFile(dir, exchangeFileName(hash, time));
    if (exchange === undefined) throw noRecordedAnswer(dir, request, time);
    return { answer: exchange.answer };
  });
}
