import type { ExtractionAnswer } from "../../core/extract/answer-schema.ts";
import type { StageOnePrompt } from "../../core/extract/fill-stage-one.ts";
import { memoryOf } from "../../core/extract/memory-of.ts";
import { type CheckedMemory, checkSignals, type SessionRow } from "../../core/signals/check-signals.ts";
import { renderOwnWordsRequest } from "../../core/signals/own-words-request.ts";
import type { OwnOutcome } from "./extraction-outcome.ts";

/** Asks a model; undefined when what came back is no answer. */
export type AskAgain = (prompt: StageOnePrompt) => Promise<ExtractionAnswer | undefined>;

/**
 * The outcome of an answer: its memory with its preferences looked up in the person's rows. Where some are not there, a
 * model is asked once more for the person's own words, and the answer with fewer such preferences counts.
 */
export async function checkedOutcome(
  answer: ExtractionAnswer,
  rows: readonly SessionRow[],
  model?: { readonly prompt: StageOnePrompt; readonly ask: AskAgain },
): Promise<OwnOutcome> {
  const first = checkedMemory(answer, rows);
  if (first === undefined) return { kind: "nothing" };
  if (first.notFound.length === 0 || model === undefined) return outcomeOf(first);
  const user = renderOwnWordsRequest(first.notFound, model.prompt.user);
  const again = await model.ask({ ...model.prompt, user });
  const second = again === undefined ? undefined : checkedMemory(again, rows);
  return outcomeOf(second !== undefined && second.notFound.length < first.notFound.length ? second : first);
}

function checkedMemory(answer: ExtractionAnswer, rows: readonly SessionRow[]): CheckedMemory | undefined {
  const memory = memoryOf(answer);
  return memory === undefined ? undefined : checkSignals(memory, rows);
}

function outcomeOf({ memory, signals }: CheckedMemory): OwnOutcome {
  return { kind: "memory", memory: { ...memory, signals } };
}
