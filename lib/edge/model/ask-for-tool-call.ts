import { generateText, jsonSchema, tool } from "ai";
import type { RequestFailure } from "../../core/model/faults/failure.ts";
import { explainFailure } from "./explain-failure.ts";
import type { OpenModel } from "./open-model.ts";

/** Whether a model called the tool that it was asked to call, said something instead, or gave no answer. */
export type ToolCallAnswer =
  | { readonly kind: "called" }
  | { readonly kind: "said" }
  | { readonly kind: "no_answer"; readonly failure: RequestFailure };

/** One small request that a model which can call tools answers with a call. Throws nothing. */
export async function askForToolCall(model: OpenModel, signal: AbortSignal): Promise<ToolCallAnswer> {
  try {
    const result = await generateText({
      model: model.languageModel,
      system: "Answer with a call of the tool `ready` and nothing else.",
      prompt: "Call the tool `ready` now.",
      tools: {
        ready: tool({
          description: "Says that tools can be called.",
          inputSchema: jsonSchema({ type: "object", properties: {}, required: [], additionalProperties: false }),
        }),
      },
      abortSignal: signal,
    });
    return { kind: result.toolCalls.some(({ toolName }) => toolName === "ready") ? "called" : "said" };
  } catch (thrown) {
    return { kind: "no_answer", failure: explainFailure(thrown, signal) };
  }
}
