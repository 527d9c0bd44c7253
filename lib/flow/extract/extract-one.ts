import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { EXTRACTION_ANSWER, EXTRACTION_ANSWER_NAME } from "../../core/extract/answer-schema.ts";
import type { StageOnePrompt } from "../../core/extract/fill-stage-one.ts";
import { evidenceBudgetBytes } from "../../core/model/evidence-budget.ts";
import { classifyFailure, likenessOf, NO_JSON_LIKENESS } from "../../core/model/faults/classify-failure.ts";
import type { RequestFailure } from "../../core/model/faults/failure.ts";
import { extractOffline } from "../../core/offline/extract/extract-offline.ts";
import type { OpenModel } from "../../edge/model/open-model.ts";
import type { RunModel } from "../model/open-run-model.ts";
import { readSession, type SessionSource } from "../sessions/read-session.ts";
import type { World } from "../world.ts";
import type { OwnOutcome } from "./extraction-outcome.ts";
import { checkedOutcome } from "./own-words.ts";

/** A session as a request names it. */
export type Session = SessionSource;

/** Who extracts: a model, or rules, which know the lines that first messages of several sessions have in common. */
export type Extractor =
  | { readonly kind: "model"; readonly model: RunModel }
  | { readonly kind: "offline"; readonly templateLines: ReadonlySet<string> };

/** What extracting a session needs of its run. */
export interface ExtractionContext {
  readonly world: World;
  readonly extractor: Extractor;
  /** UTF-8 bytes of evidence a request may carry; less where the endpoint was found to take less. */
  readonly budgetBytes: number;
}

/**
 * Reads one session, has it extracted and classifies what came back. Rejects only with a bug: an expected failure of
 * one session never stops the others.
 */
export async function extractOne(
  context: ExtractionContext,
  session: Session,
  signal: AbortSignal,
): Promise<OwnOutcome> {
  const { world, extractor, budgetBytes } = context;
  try {
    if (signal.aborted) return { kind: "stopped" };
    if (extractor.kind === "model") return await askModel(context, extractor.model, session, signal);
    const { evidence } = await readSession(world, session, { budgetBytes, steps: "collect", signal });
    if (signal.aborted) return { kind: "stopped" };
    const answer = extractOffline(evidence.steps, { cwd: session.cwd, templateLines: extractor.templateLines });
    return await checkedOutcome(answer, evidence.rows);
  } catch (thrown) {
    if (signal.aborted) return { kind: "stopped" };
    if (!(thrown instanceof MemoriesError)) throw thrown;
    return { kind: "failed", reason: reasonOf(thrown), endpoint: "not_asked" };
  }
}

/** How often a session is asked about with less evidence, where its endpoint says that there is too much of it. */
const SHRINKS_MAX = 3;
/** Bytes tell tokens only about: each further try takes this share of what the named window should have held. */
const SHRINK_SHARE = 0.7;

/** Asks, and where the context is too small, with as much less evidence as the server's window holds. */
async function askModel(
  { world, budgetBytes }: ExtractionContext,
  model: OpenModel,
  session: Session,
  signal: AbortSignal,
): Promise<OwnOutcome> {
  const { askForObject } = await import("../../edge/model/ask-for-object.ts");
  const windowBytes = () => {
    const window = model.foundWindow();
    return window === undefined ? budgetBytes : Math.min(budgetBytes, evidenceBudgetBytes(model.id, window));
  };
  let budget = windowBytes();
  for (let shrinks = 0; ; shrinks += 1) {
    const { prompt, evidence } = await readSession(world, session, { budgetBytes: budget, signal });
    if (signal.aborted) return { kind: "stopped" };
    const request = {
      ...prompt,
      schema: EXTRACTION_ANSWER,
      name: EXTRACTION_ANSWER_NAME,
      signal,
      threadId: session.threadId,
    };
    const answer = await askForObject(model, request);
    if (answer.kind === "object") {
      const ask = async (again: StageOnePrompt) => {
        const second = await askForObject(model, { ...request, ...again });
        return second.kind === "object" ? second.value : undefined;
      };
      return checkedOutcome(answer.value, evidence.rows, { prompt, ask });
    }
    if (answer.kind === "bad_answer") return { kind: "failed", reason: answer.reason, endpoint: "answered" };
    if (answer.kind === "no_json") {
      const { reason, said } = answer;
      return { kind: "alike", reason, likeness: NO_JSON_LIKENESS, endpoint: "answered", said };
    }
    const { contextTokens } = answer.failure;
    if (contextTokens === undefined || shrinks === SHRINKS_MAX) return failureOutcome(answer.failure);
    model.rememberWindow(contextTokens);
    budget = Math.floor(Math.min(windowBytes(), budget) * (shrinks === 0 ? 1 : SHRINK_SHARE));
    model.countRepair("shrunk");
  }
}

function failureOutcome(failure: RequestFailure): OwnOutcome {
  const blame = classifyFailure(failure);
  switch (blame) {
    case "stopped":
      return { kind: "stopped" };
    case "failure":
      return { kind: "failed", reason: failure.message, endpoint: "asked" };
    case "alike":
      return {
        kind: "alike",
        reason: failure.message,
        likeness: likenessOf(failure),
        endpoint: "asked",
        said: failure.message,
      };
    default:
      return { kind: blame, failure };
  }
}
