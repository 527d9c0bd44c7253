import type { TokenUsage } from "../types.ts";
import { costOf, type Price } from "./price.ts";

/** What a request is expected to come to. */
export interface ExpectedRequest {
  readonly threadId: string;
  readonly title: string;
  readonly cwd: string;
  readonly inputTokens: number;
}

/** What a run would send and cost. `cost` is undefined for a model without a known price. */
export interface CostEstimate {
  readonly sessions: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cost: number | undefined;
  readonly largest: ExpectedRequest | undefined;
}

/** Tokens of an extraction's answer, reasoning at low effort included, as answers of the default model have them. */
export const EXPECTED_OUTPUT_TOKENS = 520;

/** Sums expected requests up; none of them is a sum too. */
export function estimateExtraction(requests: readonly ExpectedRequest[], price: Price | undefined): CostEstimate {
  const inputTokens = requests.reduce((sum, request) => sum + request.inputTokens, 0);
  const largest = requests.toSorted((a, b) => b.inputTokens - a.inputTokens)[0];
  const costs = requests.map(
    ({ inputTokens: input }) => price && costOf(price, usageOf(input, EXPECTED_OUTPUT_TOKENS)),
  );
  return {
    sessions: requests.length,
    inputTokens,
    outputTokens: requests.length * EXPECTED_OUTPUT_TOKENS,
    cost: price === undefined ? undefined : costs.reduce((sum: number, cost) => sum + (cost ?? 0), 0),
    largest,
  };
}

/** A range that a consolidation stays in, as seen with folders of many sizes; its agent decides itself. */
export interface ConsolidationEstimate {
  readonly memories: number;
  readonly steps: readonly [number, number];
  readonly tokens: readonly [number, number];
  readonly cost: readonly [number, number] | undefined;
}

/** Steps of an agent on a few memories, and on many. */
const STEPS = [12, 40] as const;
/** Tokens of prompt, tools and folder that each step sends again, and what each memory adds to reading. */
const TOKENS_BASE = [4_000, 10_000] as const;
const TOKENS_PER_MEMORY = [800, 2_800] as const;
/** Of an agent's tokens so many are its own words; of the others most lie in the cache since the step before. */
const OUTPUT_SHARE = 0.08;
const CACHED_SHARE = 0.6;

/** What consolidating so many memories is expected to come to; nothing when there is nothing to do. */
export function estimateConsolidation(memories: number, price: Price | undefined): ConsolidationEstimate {
  if (memories === 0) return { memories, steps: [0, 0], tokens: [0, 0], cost: price && [0, 0] };
  const tokens = [0, 1].map((end) => (TOKENS_BASE[end] ?? 0) + memories * (TOKENS_PER_MEMORY[end] ?? 0));
  const [low = 0, high = 0] = tokens;
  const money = (total: number) => {
    const output = Math.round(total * OUTPUT_SHARE);
    const input = total - output;
    return price === undefined ? 0 : costOf({ ...price, longFrom: undefined }, usageOf(input, output, CACHED_SHARE));
  };
  return { memories, steps: STEPS, tokens: [low, high], cost: price && [money(low), money(high)] };
}

function usageOf(input: number, output: number, cachedShare = 0): TokenUsage {
  return {
    input_tokens: input,
    cached_input_tokens: Math.round(input * cachedShare),
    output_tokens: output,
    reasoning_tokens: 0,
    total_tokens: input + output,
  };
}
