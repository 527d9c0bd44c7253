import type { Stage1Decision } from "../../core/jobs/decide-stage1.ts";
import { requestTokens } from "../cost/estimated-tokens.ts";
import { estimateClaims } from "../cost/expected-requests.ts";
import { makerOf } from "../cost/maker-of.ts";
import { type ExtractionSum, extractionSum } from "../cost/shown-estimate.ts";
import { indexRollouts } from "../index/index-rollouts.ts";
import { checkTemplates } from "../sessions/read-session.ts";
import type { World } from "../world.ts";
import { type ExtractOptions, extractionBudget, extractionModel, planExtract } from "./plan.ts";

/** What a run would do with one thread. */
export interface ExtractCandidate {
  readonly thread_id: string;
  readonly rollout_path: string;
  readonly updated_at: number;
  readonly decision: Stage1Decision;
  /** This run does not wait for the next try. */
  readonly passes?: true;
  /** About how many tokens the request would have, prompt included, by sizes seen when it was indexed; null where none would be made. */
  readonly estimated_tokens: number | null;
}

export interface ExtractDryRun {
  readonly command: "extract";
  readonly dry_run: true;
  readonly candidates: readonly ExtractCandidate[];
  /** What the run would send and cost, also when that is nothing. */
  readonly estimate: ExtractionSum;
}

/** What `extract` would do now, for every indexed thread, newest first. Writes nothing but the index. */
export async function extractDryRun(world: World, options: ExtractOptions = {}): Promise<ExtractDryRun> {
  checkTemplates(world);
  const choice = extractionModel(world, options);
  const budgetBytes = extractionBudget(world, choice);
  if (options.index !== "done") await indexRollouts(world);
  const { threads } = await planExtract(world, options);
  const tokensOf = requestTokens(world.templates, budgetBytes);
  const candidates = threads.map(({ facts, decision, isTaken }): ExtractCandidate => {
    const { thread, evidenceBytes } = facts;
    const asks = decision === "claim" || decision === "over_limit";
    return {
      thread_id: thread.id,
      rollout_path: thread.rolloutPath,
      updated_at: thread.updatedAt,
      decision,
      ...(isTaken && decision !== "claim" ? { passes: true } : {}),
      estimated_tokens: asks ? tokensOf(evidenceBytes) : null,
    };
  });
  const maker = makerOf(world, choice);
  const estimate = extractionSum(estimateClaims(world, threads, maker, budgetBytes), maker);
  return { command: "extract", dry_run: true, candidates, estimate };
}
