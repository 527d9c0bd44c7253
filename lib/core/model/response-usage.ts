import type { TokenUsage } from "../types.ts";
import { tokenUsage } from "./token-usage.ts";

/**
 * The tokens that an endpoint counted in a response body (either API), whatever else the body is worth: a refusal, a
 * cut answer, one that breaks the schema. Bodies without counts give zeros.
 */
export function responseUsage(body: unknown): TokenUsage {
  const usage = field(body, "usage");
  return tokenUsage({
    inputTokens: count(usage, "input_tokens") ?? count(usage, "prompt_tokens"),
    cachedInputTokens:
      count(field(usage, "input_tokens_details"), "cached_tokens") ??
      count(field(usage, "prompt_tokens_details"), "cached_tokens"),
    outputTokens: count(usage, "output_tokens") ?? count(usage, "completion_tokens"),
    reasoningTokens:
      count(field(usage, "output_tokens_details"), "reasoning_tokens") ??
      count(field(usage, "completion_tokens_details"), "reasoning_tokens"),
    totalTokens: count(usage, "total_tokens"),
  });
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function count(value: unknown, key: string): number | undefined {
  const found = field(value, key);
  return typeof found === "number" ? found : undefined;
}
