import type { ModelRequest } from "../../../core/model/canonical-request.ts";
import { exchangeFileName, type ModelAnswer, renderExchange, requestHash } from "../../../core/model/exchange.ts";
import type { PlaceNames } from "../../../core/model/paths.ts";
import { answerOf } from "../answer.ts";
import type { SdkModel } from "../sdk-types.ts";
import { listExchangeFiles, readExchangeFile, writeExchangeFile } from "./exchange-files.ts";
import { renamed } from "./recorded-answers.ts";
import { noRecordedAnswer, recordedModel } from "./recorded-model.ts";
import { timesAsked } from "./times-asked.ts";

/**
 * Answers from the recordings in `dir`, whatever model and effort they were made with: what counts is what was asked.
 * What they lack is asked of `live` and added to them; without it a request that they lack throws `bad_input` with the
 * nearest recorded one.
 */
export function replayAnyModel(dir: string, modelId: string, names: PlaceNames, live: SdkModel | undefined): SdkModel {
  const answers = new Map<string, ModelAnswer[]>();
  for (const file of inOrder(listExchangeFiles(dir))) {
    const exchange = readExchangeFile(dir, file);
    if (exchange === undefined) continue;
    const key = keyOf(exchange.request);
    answers.set(key, [...(answers.get(key) ?? []), exchange.answer]);
  }
  const nth = timesAsked();
  return recordedModel(modelId, names, async ({ request, params }) => {
    const key = keyOf(request);
    const time = nth(key);
    const answer = answers.get(key)?.[time - 1];
    if (answer !== undefined) return { answer };
    if (live === undefined)
      throw noRecordedAnswer(dir, request, time, "--record-missing asks the model for it and adds it");
    const result = await live.doGenerate(params);
    const exchange = { request, answer: renamed(answerOf(result), names.toNames) };
    writeExchangeFile(dir, exchangeFileName(requestHash(request), time), renderExchange(exchange));
    return { result };
  });
}

/** What was asked, without who was asked and how hard it should think. */
function keyOf(request: ModelRequest): string {
  return requestHash({ ...request, model: "", settings: {} });
}

/** The answers to one request in the order in which they were given: `<hash>.json`, `<hash>.2.json`, …, `<hash>.10.json`. */
function inOrder(files: readonly string[]): string[] {
  const number = (file: string) => Number(/\.(\d+)\.json$/.exec(file)?.[1] ?? 1);
  return files.toSorted((a, b) => number(a) - number(b) || (a < b ? -1 : 1));
}
