import { MockLanguageModelV3 } from "ai/test";

/** A call that the scripted model makes; `input` as JSON, or as a text that may be none. */
export interface ScriptedCall {
  readonly tool: string;
  readonly input: unknown;
}
/** What the model answers to one request. */
export type ScriptedStep =
  | { readonly calls: readonly ScriptedCall[]; readonly outputTokens?: number }
  | {
      readonly say: string;
      readonly finish?: "stop" | "length" | "content-filter" | "error" | "other";
      readonly outputTokens?: number;
    }
  | { readonly fail: Error }
  | { readonly hang: true };

/** The prompt of one request, as the model got it. */
export type SeenPrompt = Parameters<MockLanguageModelV3["doGenerate"]>[0]["prompt"];

/** A language model that plays a script, one step a request, the last one again and again. */
export function scriptedModel(...script: readonly ScriptedStep[]): MockLanguageModelV3 {
  let next = 0;
  return new MockLanguageModelV3({
    doGenerate: async () => {
      const step = script[Math.min(next++, script.length - 1)] ?? { say: "" };
      if ("fail" in step) throw step.fail;
      if ("hang" in step) return await new Promise(() => undefined);
      const output = step.outputTokens ?? 1;
      const usage = {
        inputTokens: { total: 10, noCache: 7, cacheRead: 3, cacheWrite: 0 },
        outputTokens: { total: output, text: output, reasoning: 0 },
      };
      if ("say" in step) {
        const unified = step.finish ?? "stop";
        return {
          content: [{ type: "text", text: step.say }],
          finishReason: { unified, raw: undefined },
          usage,
          warnings: [],
        };
      }
      return {
        content: step.calls.map(({ tool, input }, at) => ({
          type: "tool-call" as const,
          toolCallId: `call-${next}-${at}`,
          toolName: tool,
          input: typeof input === "string" ? input : JSON.stringify(input),
        })),
        finishReason: { unified: "tool-calls" as const, raw: undefined },
        usage,
        warnings: [],
      };
    },
  });
}

/** What the model was told about each call of the request before, in order: the result, or the text of the refusal. */
export function toldResults(prompt: SeenPrompt | undefined): { readonly refused: boolean; readonly value: unknown }[] {
  const last = prompt?.at(-1);
  if (last?.role !== "tool") return [];
  return last.content.flatMap((part) => {
    if (part.type !== "tool-result") return [];
    const { output } = part;
    return "value" in output ? [{ refused: output.type.startsWith("error"), value: output.value }] : [];
  });
}
