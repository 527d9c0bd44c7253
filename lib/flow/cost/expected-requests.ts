import { type CostEstimate, type ExpectedRequest, estimateExtraction } from "../../core/cost/estimate.ts";
import type { DecidedThread } from "../../core/jobs/decide-run.ts";
import type { World } from "../world.ts";
import { requestTokens } from "./estimated-tokens.ts";
import type { Maker } from "./maker-of.ts";

/** What the sessions that a run would claim come to; rules make no requests. */
export function estimateClaims(
  world: World,
  threads: readonly DecidedThread[],
  maker: Maker,
  budgetBytes: number,
): CostEstimate {
  const tokensOf = requestTokens(world.templates, budgetBytes);
  const claimed = threads.filter(({ isTaken }) => isTaken);
  const requests = claimed.map(
    ({ facts: { thread, evidenceBytes } }): ExpectedRequest => ({
      threadId: thread.id,
      title: thread.title || thread.firstUserMessage,
      cwd: thread.cwd,
      inputTokens: tokensOf(evidenceBytes),
    }),
  );
  const estimate = estimateExtraction(requests, maker.price);
  return maker.model === "offline" ? { ...estimate, inputTokens: 0, outputTokens: 0, cost: 0 } : estimate;
}
