import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { memoryOf, type SessionMemory } from "../../core/extract/memory-of.ts";
import { judgeFailure, type RequestFailure } from "../../core/model/failure.ts";
import { extractOffline } from "../../core/offline/extract/extract-offline.ts";
import type { OpenModel } from "../../edge/model/open-model.ts";
import type { World } from "../world.ts";
import { readSession, type SessionSource } from "./read-session.ts";

/** What working on one session came to, before the other sessions of the run have had their say. */
export type Work =
  | { readonly kind: "memory"; readonly memory: SessionMemory }
  | { readonly kind: "nothing" }
  /** `answered`: the endpoint works, its answer is worth nothing. `asked`: it was asked, and refused this one. */
  | { readonly kind: "failed"; readonly reason: string; readonly endpoint: "answered" | "asked" | "not_asked" }
  | { readonly kind: "suspect" | "outage"; readonly failure: RequestFailure }
  | { readonly kind: "stopped" };

export type Session = SessionSource;

/** Who distils: a model, or rules. */
export type Extractor = { readonly kind: "model"; readonly model: OpenModel } | { readonly kind: "offline" };

/** What working on a session needs of its run. */
export interface ExtractionTools {
  readonly world: World;
  readonly extractor: Extractor;
  readonly budgetBytes: number;
  /** Bugs, for the end of the run; the session that met one has failed. */
  readonly unexpected: unknown[];
}

/** Reads one session, has it distilled, judges what came back. Never rejects: one session never stops the others. */
export async function extractOne(tools: ExtractionTools, session: Session, signal: AbortSignal): Promise<Work> {
  const { world, extractor } = tools;
  try {
    if (signal.aborted) return { kind: "stopped" };
    const isOffline = extractor.kind === "offline";
    const steps = isOffline ? "collect" : "leave";
    const { prompt, evidence } = await readSession(world, session, { budgetBytes: tools.budgetBytes, steps, signal });
    if (signal.aborted) return { kind: "stopped" };
    if (isOffline) return remembered(extractOffline(evidence.steps, session));
    const { askForMemory } = await import("../ask-for-memory.ts");
    const answer = await askForMemory(extractor.model, prompt, signal);
    if (answer.kind === "object") return remembered(answer.value);
    if (answer.kind === "bad_answer") return { kind: "failed", reason: answer.reason, endpoint: "answered" };
    return judged(answer.failure);
  } catch (thrown) {
    if (signal.aborted) return { kind: "stopped" };
    if (!(thrown instanceof MemoriesError)) tools.unexpected.push(thrown);
    return { kind: "failed", reason: reasonOf(thrown), endpoint: "not_asked" };
  }
}

function remembered(answer: Parameters<typeof memoryOf>[0]): Work {
  const memory = memoryOf(answer);
  return memory === undefined ? { kind: "nothing" } : { kind: "memory", memory };
}

function judged(failure: RequestFailure): Work {
  const verdict = judgeFailure(failure);
  if (verdict === "stopped") return { kind: "stopped" };
  if (verdict === "failure") return { kind: "failed", reason: failure.message, endpoint: "asked" };
  return { kind: verdict, failure };
}
