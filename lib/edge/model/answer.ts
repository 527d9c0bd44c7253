import type { ModelAnswer } from "../../core/model/exchange.ts";
import { tokenUsage } from "../../core/model/token-usage.ts";
import type { TokenUsage } from "../../core/types.ts";
import type { SdkContent, SdkResult } from "./sdk-types.ts";

/** What a result says, without ids, times, headers and reasoning. */
export function answerOf(result: SdkResult): ModelAnswer {
  return {
    content: result.content.flatMap((part): ModelAnswer["content"] => {
      if (part.type === "text") return [{ type: "text", text: part.text }];
      if (part.type === "tool-call") return [{ type: "call", tool: part.toolName, input: part.input }];
      return [];
    }),
    finishReason: result.finishReason.unified,
    usage: usageOf(result),
  };
}

/** The result that a recorded answer stands for. `callId` names the n-th tool call of the answer. */
export function resultOf(answer: ModelAnswer, callId: (n: number) => string): SdkResult {
  let calls = 0;
  const { usage } = answer;
  return {
    content: answer.content.map((part): SdkContent => {
      if (part.type === "text") return part;
      calls += 1;
      return { type: "tool-call", toolCallId: callId(calls), toolName: part.tool, input: part.input };
    }),
    finishReason: { unified: finishOf(answer.finishReason), raw: undefined },
    usage: {
      inputTokens: {
        total: usage.input_tokens,
        noCache: usage.input_tokens - usage.cached_input_tokens,
        cacheRead: usage.cached_input_tokens,
        cacheWrite: undefined,
      },
      outputTokens: {
        total: usage.output_tokens,
        text: usage.output_tokens - usage.reasoning_tokens,
        reasoning: usage.reasoning_tokens,
      },
    },
    warnings: [],
  };
}

/** The tokens of one result. */
export function usageOf({ usage }: SdkResult): TokenUsage {
  return tokenUsage({
    inputTokens: usage.inputTokens.total,
    cachedInputTokens: usage.inputTokens.cacheRead,
    outputTokens: usage.outputTokens.total,
    reasoningTokens: usage.outputTokens.reasoning,
    totalTokens: undefined,
  });
}

type Finish = SdkResult["finishReason"]["unified"];
const FINISHES: readonly Finish[] = ["stop", "length", "content-filter", "tool-calls", "error", "other"];
const finishOf = (text: string): Finish => FINISHES.find((known) => known === text) ?? "other";
