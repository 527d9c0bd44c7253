import { renderStageOnePrompt } from "../../core/extract/stage-one-prompt.ts";
import type { Stage1Decision } from "../../core/jobs/decide-stage1.ts";
import { BYTES_PER_TOKEN, estimateTokens } from "../../core/text/tokens.ts";
import { indexRollouts } from "../index/index-rollouts.ts";
import type { World } from "../world.ts";
import { type ExtractOptions, extractionBudget, extractionModel, planExtract } from "./plan.ts";
import { checkTemplates } from "./read-session.ts";

/** What a run would do with one thread. */
export interface ExtractCandidate {
  readonly thread_id: string;
  readonly rollout_path: string;
  readonly updated_at: number;
  readonly decision: Stage1Decision;
  /** About how many tokens the request would have, prompt included, by sizes seen when it was indexed; null where none would be made. */
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
  const prompt = promptTokens(world);
  const candidates = threads.map(({ facts, decision }): ExtractCandidate => {
    const { thread, evidenceBytes = 0 } = facts;
    const asks = decision === "claim" || decision === "over_limit";
    return {
      thread_id: thread.id,
      rollout_path: thread.rolloutPath,
      updated_at: thread.updatedAt,
      decision,
      estimated_tokens: asks ? prompt + Math.ceil(Math.min(evidenceBytes, budgetBytes) / BYTES_PER_TOKEN) : null,
    };
  });
  return { command: "extract", dry_run: true, candidates };
}

/** Tokens of a request without evidence. */
function promptTokens({ templates }: World): number {
  const { system, user } = renderStageOnePrompt(templates, { rolloutPath: "", cwd: "", evidence: "" });
  return estimateTokens(system) + estimateTokens(user);
}
