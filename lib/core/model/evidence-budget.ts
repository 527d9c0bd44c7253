import { DEFAULT_EXTRACT_MODEL, UNKNOWN_MODEL_BUDGET_TOKENS } from "../constants.ts";
import { BYTES_PER_TOKEN } from "../text/tokens.ts";
import { knownContextWindow } from "./known-models.ts";

/** Of the context window 95 % is used at most, and 70 % of that for the rollout: the rest is prompt and answer. */
const SHARE_PERCENT = [95, 70] as const;

/**
 * UTF-8 bytes of evidence that a request may carry. `modelId` undefined: no model at all (`offline`), which reads as
 * much as the default one. A configured `contextWindow` (tokens) wins over what is known of the model.
 */
export function evidenceBudgetBytes(modelId: string | undefined, contextWindow: number | undefined): number {
  const window = contextWindow ?? knownContextWindow(modelId ?? DEFAULT_EXTRACT_MODEL);
  if (window === undefined) return UNKNOWN_MODEL_BUDGET_TOKENS * BYTES_PER_TOKEN;
  const tokens = SHARE_PERCENT.reduce((rest, percent) => Math.floor((rest * percent) / 100), window);
  return tokens * BYTES_PER_TOKEN;
}
