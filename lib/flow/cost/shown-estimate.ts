import type { ConsolidationEstimate, CostEstimate } from "../../core/cost/estimate.ts";
import type { Maker } from "./maker-of.ts";

/** What an extraction would send and cost, as reports show it. */
export interface ExtractionSum {
  readonly sessions: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly model: string;
  /** Where it would go; null when nothing leaves the machine for a model. */
  readonly host: string | null;
  /** Dollars; null where no price is known. */
  readonly cost: number | null;
  readonly largest: {
    readonly thread_id: string;
    readonly title: string;
    readonly cwd: string;
    readonly input_tokens: number;
  } | null;
}

/** The range that a consolidation would stay in, lowest and highest. */
export interface ConsolidationSum {
  readonly memories: number;
  readonly steps: readonly [number, number];
  readonly tokens: readonly [number, number];
  readonly model: string;
  readonly host: string | null;
  readonly cost: readonly [number, number] | null;
}

/** The sum of an extraction with who would do it. */
export function extractionSum(estimate: CostEstimate, maker: Maker): ExtractionSum {
  const { largest } = estimate;
  return {
    sessions: estimate.sessions,
    input_tokens: estimate.inputTokens,
    output_tokens: estimate.outputTokens,
    model: maker.model,
    host: maker.host ?? null,
    cost: estimate.cost ?? null,
    largest:
      largest === undefined
        ? null
        : {
            thread_id: largest.threadId,
            title: largest.title,
            cwd: largest.cwd,
            input_tokens: maker.model === "offline" ? 0 : largest.inputTokens,
          },
  };
}

/** The sum of a consolidation with who would do it. Rules take one step and no tokens. */
export function consolidationSum(estimate: ConsolidationEstimate, maker: Maker): ConsolidationSum {
  const asks = maker.model !== "offline" && estimate.memories > 0;
  return {
    memories: estimate.memories,
    steps: asks ? estimate.steps : [0, 0],
    tokens: asks ? estimate.tokens : [0, 0],
    model: maker.model,
    host: maker.host ?? null,
    cost: asks ? (estimate.cost ?? null) : [0, 0],
  };
}
