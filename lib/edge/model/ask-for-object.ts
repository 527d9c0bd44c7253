import { generateText, NoObjectGeneratedError, NoOutputGeneratedError, Output } from "ai";
import type { z } from "zod";
import { reasonOf } from "../../core/errors.ts";
import type { RequestFailure } from "../../core/model/failure.ts";
import { redactText } from "../../core/redact/redact.ts";
import { explainFailure } from "./explain-failure.ts";
import type { OpenModel } from "./open-model.ts";

export interface ObjectRequest<T> {
  readonly system: string;
  readonly user: string;
  readonly schema: z.ZodType<T>;
  /** Name of the schema, for the provider. */
  readonly name: string;
  readonly signal: AbortSignal;
}

/** An object of the schema; an answer that is none, with the reason; or no answer at all. */
export type ObjectAnswer<T> =
  | { readonly kind: "object"; readonly value: T }
  | { readonly kind: "bad_answer"; readonly reason: string }
  | { readonly kind: "no_answer"; readonly failure: RequestFailure };

/** Asks once (the SDK's two retries aside) for an object of a strict schema. Throws nothing. */
export async function askForObject<T>(model: OpenModel, request: ObjectRequest<T>): Promise<ObjectAnswer<T>> {
  try {
    const result = await generateText({
      model: model.languageModel,
      system: request.system,
      prompt: request.user,
      output: Output.object({ schema: request.schema, name: request.name }),
      abortSignal: request.signal,
    });
    if (result.finishReason !== "stop") return bad(unfinished(result.finishReason, result.text));
    return { kind: "object", value: result.output };
  } catch (thrown) {
    if (request.signal.aborted) return { kind: "no_answer", failure: explainFailure(thrown, request.signal) };
    if (NoOutputGeneratedError.isInstance(thrown)) return bad("the model's answer is empty");
    if (NoObjectGeneratedError.isInstance(thrown)) return bad(explainAnswer(thrown));
    return { kind: "no_answer", failure: explainFailure(thrown, request.signal) };
  }
}

const bad = (reason: string) => ({ kind: "bad_answer", reason }) as const;

function explainAnswer(error: NoObjectGeneratedError): string {
  if (error.finishReason !== undefined && error.finishReason !== "stop") {
    return unfinished(error.finishReason, error.text ?? "");
  }
  const text = error.text?.trim() ?? "";
  if (text === "") return "the model's answer is empty";
  const cause = error.cause instanceof Error ? error.cause : undefined;
  if (cause?.name === "AI_TypeValidationError") {
    const problem = cause.cause instanceof Error ? reasonOf(cause.cause) : reasonOf(cause);
    return redactText(`the model's answer breaks the schema: ${problem}`);
  }
  return redactText(`the model's answer is no JSON: ${begin(text)}`);
}

function unfinished(finishReason: string, text: string): string {
  if (finishReason === "length") return "the model's answer is cut off at its token limit";
  if (finishReason === "content-filter") return redactText(`the model refused: ${begin(text)}`);
  return `the model's answer is incomplete (finish reason ${finishReason})`;
}

/** Characters of a bad answer that the stored reason shows. */
const SHOWN_CHARS = 120;
const begin = (text: string) => reasonOf(text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text);
