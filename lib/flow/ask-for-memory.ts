import { EXTRACTION_ANSWER, EXTRACTION_ANSWER_NAME, type ExtractionAnswer } from "../core/extract/answer-schema.ts";
import type { StageOnePrompt } from "../core/extract/stage-one-prompt.ts";
import { askForObject, type ObjectAnswer } from "../edge/model/ask-for-object.ts";
import type { OpenModel } from "../edge/model/open-model.ts";

/** Asks a model once for the memory of one session. Throws nothing. */
export function askForMemory(
  model: OpenModel,
  prompt: StageOnePrompt,
  signal: AbortSignal,
): Promise<ObjectAnswer<ExtractionAnswer>> {
  return askForObject(model, { ...prompt, schema: EXTRACTION_ANSWER, name: EXTRACTION_ANSWER_NAME, signal });
}
