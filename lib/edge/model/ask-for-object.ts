import { generateText, type ModelMessage, NoObjectGeneratedError, NoOutputGeneratedError, Output } from "ai";
import type { z } from "zod";
import { reasonOf } from "../../core/errors.ts";
import type { RequestFailure } from "../../core/model/faults/failure.ts";
import { readJsonAnswer } from "../../core/model/lenient/read-json-answer.ts";
import { redactText } from "../../core/redact/redact.ts";
import { explainFailure } from "./explain-failure.ts";
import type { OpenModel } from "./open-model.ts";
import { THREAD_HEADER } from "./request-meter.ts";

export interface ObjectRequest<T> {
  readonly system: string;
  readonly user: string;
  readonly schema: z.ZodType<T>;
  /** Name of the schema, for the provider. */
  readonly name: string;
  readonly signal: AbortSignal;
  /** The session it is about, for the books. */
  readonly threadId?: string | undefined;
}

/**
 * An object of the schema; an answer that is none, with the reason (`no_json`: it holds no JSON object at all); or no
 * answer at all.
 */
export type ObjectAnswer<T> =
  | { readonly kind: "object"; readonly value: T }
  | { readonly kind: "bad_answer"; readonly reason: string }
  /** `said`: how the answer begins; empty when it was. */
  | { readonly kind: "no_json"; readonly reason: string; readonly said: string }
  | { readonly kind: "no_answer"; readonly failure: RequestFailure };

/** An answer that a second try, told what was wrong, may mend. */
interface Mendable {
  readonly kind: "mendable";
  readonly reason: string;
  readonly text: string;
}

/**
 * Asks for an object of a strict schema, and once more when a key was missing or the answer was cut off. Throws nothing.
 */
export async function askForObject<T>(model: OpenModel, request: ObjectRequest<T>): Promise<ObjectAnswer<T>> {
  const asked: ModelMessage = { role: "user", content: request.user };
  const first = await askOnce(model, request, [asked]);
  if (first.kind !== "mendable") return first;
  model.countRepair("asked_again");
  const said: ModelMessage[] =
    first.text === "" ? [] : [{ role: "assistant", content: first.text.slice(0, SENT_BACK_CHARS) }];
  const wrong = `That was not the object asked for: ${first.reason}. Answer again, shorter if need be, with the whole JSON object and all of its keys.`;
  const second = await askOnce(model, request, [asked, ...said, { role: "user", content: wrong }]);
  return second.kind === "mendable" ? { kind: "bad_answer", reason: second.reason } : second;
}

/** Characters of a bad answer that go back to the model: enough to see how it began. */
const SENT_BACK_CHARS = 8_000;

async function askOnce<T>(
  model: OpenModel,
  request: ObjectRequest<T>,
  messages: ModelMessage[],
): Promise<ObjectAnswer<T> | Mendable> {
  try {
    const result = await generateText({
      model: model.languageModel,
      system: request.system,
      messages,
      output: Output.object({ schema: request.schema, name: request.name }),
      abortSignal: request.signal,
      ...(request.threadId === undefined ? {} : { headers: { [THREAD_HEADER]: request.threadId } }),
    });
    if (result.finishReason !== "stop") return explainUnfinished(result.finishReason, result.text);
    return { kind: "object", value: result.output };
  } catch (thrown) {
    if (request.signal.aborted) return { kind: "no_answer", failure: explainFailure(thrown, request.signal) };
    if (NoOutputGeneratedError.isInstance(thrown)) return EMPTY;
    if (NoObjectGeneratedError.isInstance(thrown)) return explainAnswer(thrown);
    return { kind: "no_answer", failure: explainFailure(thrown, request.signal) };
  }
}

type BadAnswer = Exclude<ObjectAnswer<never>, { kind: "object" | "no_answer" }> | Mendable;

function explainAnswer(error: NoObjectGeneratedError): BadAnswer {
  if (error.finishReason !== undefined && error.finishReason !== "stop") {
    return explainUnfinished(error.finishReason, error.text ?? "");
  }
  const text = error.text?.trim() ?? "";
  if (text === "") return EMPTY;
  const cause = error.cause instanceof Error ? error.cause : undefined;
  const { object } = readJsonAnswer(text, undefined);
  if (cause?.name === "AI_TypeValidationError") {
    const problem = cause.cause instanceof Error ? reasonOf(cause.cause) : reasonOf(cause);
    const reason = redactText(`the model's answer breaks the schema: ${problem}`);
    return object === "found" ? { kind: "mendable", reason, text } : { kind: "no_json", reason, said: said(text) };
  }
  if (object === "cut_off")
    return { kind: "mendable", reason: redactText(`the model's answer is cut off: ${begin(text)}`), text };
  return { kind: "no_json", reason: redactText(`the model's answer is no JSON: ${begin(text)}`), said: said(text) };
}

function explainUnfinished(finishReason: string, text: string): BadAnswer {
  if (finishReason === "length") {
    return { kind: "mendable", reason: "the model's answer is cut off at its token limit", text };
  }
  const refused = finishReason === "content-filter";
  const reason = refused
    ? `the model refused: ${begin(text)}`
    : `the model's answer is incomplete (finish reason ${finishReason})`;
  return { kind: "bad_answer", reason: redactText(reason) };
}

const EMPTY = { kind: "no_json", reason: "the model's answer is empty", said: "" } as const;

/** Characters of a bad answer that the stored reason shows. */
const SHOWN_CHARS = 120;
const begin = (text: string) => reasonOf(text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text);
const said = (text: string) => redactText(begin(text));
