import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { EXTRACTION_ANSWER, EXTRACTION_ANSWER_NAME, type ExtractionAnswer } from "../../core/extract/answer-schema.ts";
import { memoryOf } from "../../core/extract/memory-of.ts";
import type { StageOnePrompt } from "../../core/extract/stage-one-prompt.ts";
import { classifyFailure, type RequestFailure } from "../../core/model/failure.ts";
import { extractOffline } from "../../core/offline/extract/extract-offline.ts";
import type { OpenModel } from "../../edge/model/open-model.ts";
import type { World } from "../world.ts";
import type { OwnOutcome } from "./extraction-outcome.ts";
import { readSession, type SessionSource } from "./read-session.ts";

/** A session as a request names it. */
export type Session = SessionSource;

/** Who extracts: a model, or rules. */
export type Extractor = { readonly kind: "model"; readonly model: OpenModel } | { readonly kind: "offline" };

/** What extracting a session needs of its run. */
export interface ExtractionContext {
  readonly world: World;
  readonly extractor: Extractor;
  /** UTF-8 bytes of evidence a request may carry. */
  readonly budgetBytes: number;
}

/**
 * Reads one session, has it extracted and classifies what came back. Rejects only with a bug: an expected failure of
 * one session never stops the others.
 */
export async function extractOne(
  { world, extractor, budgetBytes }: ExtractionContext,
  session: Session,
  signal: AbortSignal,
): Promise<OwnOutcome> {
  try {
    if (signal.aborted) return { kind: "stopped" };
    const isOffline = extractor.kind === "offline";
    const steps = isOffline ? "collect" : "leave";
    const { prompt, evidence } = await readSession(world, session, { budgetBytes, steps, signal });
    if (signal.aborted) return { kind: "stopped" };
    if (isOffline) return outcomeOf(extractOffline(evidence.steps, session));
    return await askModel(extractor.model, prompt, signal);
  } catch (thrown) {
    if (signal.aborted) return { kind: "stopped" };
    if (!(thrown instanceof MemoriesError)) throw thrown;
    return { kind: "failed", reason: reasonOf(thrown), endpoint: "not_asked" };
  }
}

async function askModel(model: OpenModel, prompt: StageOnePrompt, signal: AbortSignal): Promise<OwnOutcome> {
  const { askForObject } = await import("../../edge/model/ask-for-object.ts");
  const request = { ...prompt, schema: EXTRACTION_ANSWER, name: EXTRACTION_ANSWER_NAME, signal };
  const answer = await askForObject(model, request);
  if (answer.kind === "object") return outcomeOf(answer.value);
  if (answer.kind === "bad_answer") return { kind: "failed", reason: answer.reason, endpoint: "answered" };
  return failureOutcome(answer.failure);
}

function outcomeOf(answer: ExtractionAnswer): OwnOutcome {
  const memory = memoryOf(answer);
  return memory === undefined ? { kind: "nothing" } : { kind: "memory", memory };
}

function failureOutcome(failure: RequestFailure): OwnOutcome {
  const blame = classifyFailure(failure);
  if (blame === "stopped") return { kind: "stopped" };
  if (blame === "failure") return { kind: "failed", reason: failure.message, endpoint: "asked" };
  return { kind: blame, failure };
}
