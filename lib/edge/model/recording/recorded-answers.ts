import type { LanguageModelMiddleware } from "ai";
import { canonicalRequest } from "../../../core/model/canonical-request.ts";
import { exchangeFileName, type ModelAnswer, renderExchange, requestHash } from "../../../core/model/exchange.ts";
import type { PlaceNames } from "../../../core/model/paths.ts";
import { answerOf } from "../answer.ts";
import { writeExchangeFile } from "./exchange-files.ts";
import { timesAsked } from "./times-asked.ts";

/** Writes each request that was answered, with its answer, into `dir`. A request that failed leaves nothing. */
export function recordedAnswers(dir: string, modelId: string, names: PlaceNames): LanguageModelMiddleware {
  const nth = timesAsked();
  return {
    specificationVersion: "v3",
    wrapGenerate: async ({ doGenerate, params }) => {
      const request = canonicalRequest(modelId, params, names);
      const result = await doGenerate();
      const hash = requestHash(request);
      const answer = renamed(answerOf(result), names.toNames);
      writeExchangeFile(dir, exchangeFileName(hash, nth(hash)), renderExchange({ request, answer }));
      return result;
    },
  };
}

/** The answer with every text rewritten. */
export function renamed(answer: ModelAnswer, rewrite: (text: string) => string): ModelAnswer {
  const content = answer.content.map((part) =>
    part.type === "text" ? { ...part, text: rewrite(part.text) } : { ...part, input: rewrite(part.input) },
  );
  return { ...answer, content };
}
