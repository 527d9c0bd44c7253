import { EXTRACTION_ANSWER_NAME, EXTRACTION_JSON_SCHEMA } from "../../core/extract/answer-schema.ts";
import { estimateTokens } from "../../core/text/tokens.ts";
import { findThread } from "../index/find-thread.ts";
import { indexRollouts } from "../index/index-rollouts.ts";
import { checkTemplates, readSession } from "../sessions/read-session.ts";
import type { World } from "../world.ts";
import { type ExtractOptions, extractionBudget, extractionModel } from "./plan.ts";

/** Exactly what a request about one thread would carry. */
export interface ExtractInput {
  readonly command: "extract";
  readonly show_input: true;
  readonly thread_id: string;
  readonly rollout_path: string;
  /** The model's id, or `offline`. */
  readonly model: string;
  readonly system: string;
  readonly user: string;
  /** Name and JSON schema of the answer asked for. */
  readonly schema: { readonly name: string; readonly schema: unknown };
  readonly estimated_tokens: number;
}

/**
 * What `extract --thread` would send, redacted as it would be; sends nothing and needs no key. Whether the thread
 * would be extracted does not matter. Throws `unknown_thread`, `rollout_unreadable`.
 */
export async function extractInput(world: World, typed: string, options: ExtractOptions = {}): Promise<ExtractInput> {
  checkTemplates(world);
  const choice = extractionModel(world, options);
  await indexRollouts(world);
  const thread = await findThread(world, typed);
  const { prompt } = await readSession(
    world,
    { ...thread, threadId: thread.id },
    { budgetBytes: extractionBudget(world, choice) },
  );
  return {
    command: "extract",
    show_input: true,
    thread_id: thread.id,
    rollout_path: thread.rolloutPath,
    model: choice.kind === "offline" ? "offline" : choice.id,
    system: prompt.system,
    user: prompt.user,
    schema: { name: EXTRACTION_ANSWER_NAME, schema: EXTRACTION_JSON_SCHEMA },
    estimated_tokens: estimateTokens(prompt.system) + estimateTokens(prompt.user),
  };
}
