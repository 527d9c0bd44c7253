import type { TokenUsage } from "../types.ts";

/** The counts an AI SDK result or error carries; every one may be missing. */
export interface SdkUsage {
  readonly inputTokens?: number | undefined;
  readonly cachedInputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly reasoningTokens?: number | undefined;
  readonly totalTokens?: number | undefined;
}

/** No request has more tokens: a count beyond is nonsense, and sums of it would fit into no column. */
const TOKENS_MAX = 1_000_000_000;

/** The same counts as a report shows them. What a provider did not count is 0; a missing total is input plus output. */
export function tokenUsage(usage: SdkUsage | undefined): TokenUsage {
  const input = whole(usage?.inputTokens);
  const output = whole(usage?.outputTokens);
  return {
    input_tokens: input,
    cached_input_tokens: whole(usage?.cachedInputTokens),
    output_tokens: output,
    reasoning_tokens: whole(usage?.reasoningTokens),
    total_tokens: whole(usage?.totalTokens) || input + output,
  };
}

const whole = (count: number | undefined) =>
  Number.isFinite(count) ? Math.min(TOKENS_MAX, Math.max(0, Math.trunc(count ?? 0))) : 0;
