import { MemoriesError } from "../../core/errors.ts";
import type { Stage1Decision } from "../../core/jobs/decide-stage1.ts";
import { estimateTokens } from "../../core/text/tokens.ts";
import { indexRollouts } from "../index/index-rollouts.ts";
import type { World } from "../world.ts";
import { type ExtractOptions, extractionBudget, extractionModel, planExtract } from "./plan.ts";
import { checkTemplates, readSession } from "./read-session.ts";

/** What a run would do with one thread. */
export interface ExtractCandidate {
  readonly thread_id: string;
  readonly rollout_path: string;
  readonly updated_at: number;
  readonly decision: Stage1Decision;
  /** Tokens of the request, prompt included; null where none would be made, or the transcript cannot be read. */
  readonly estimated_tokens: number | null;
}

export interface ExtractDryRun {
  readonly command: "extract";
  readonly dry_run: true;
  readonly candidates: readonly ExtractCandidate[];
}

/** What `extract` would do now, for every indexed thread, newest first. Writes nothing but the index. */
export async function extractDryRun(world: World, options: ExtractOptions = {}): Promise<ExtractDryRun> {
  checkTemplates(world);
  const budgetBytes = extractionBudget(world, extractionModel(world, options));
  await indexRollouts(world);
  const { threads } = await planExtract(world, options);
  const candidates: ExtractCandidate[] = [];
  for (const { facts, decision } of threads) {
    world.signal.throwIfAborted();
    const { thread } = facts;
    const asks = decision === "claim" || decision === "over_limit";
    candidates.push({
      thread_id: thread.id,
      rollout_path: thread.rolloutPath,
      updated_at: thread.updatedAt,
      decision,
      estimated_tokens: asks ? await tokensOf(world, thread.rolloutPath, budgetBytes) : null,
    });
  }
  return { command: "extract", dry_run: true, candidates };
}

async function tokensOf(world: World, rolloutPath: string, budgetBytes: number): Promise<number | null> {
  try {
    const { prompt } = await readSession(world, { rolloutPath, cwd: "" }, budgetBytes);
    return estimateTokens(prompt.system) + estimateTokens(prompt.user);
  } catch (thrown) {
    if (thrown instanceof MemoriesError) return null;
    throw thrown;
  }
}
