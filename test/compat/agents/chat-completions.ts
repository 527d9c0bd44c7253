import { type AskedOfModel, type Dialect, events, json, type Schema, textIn, type WireAnswer } from "./model-step.ts";

interface Body {
  readonly model: string;
  readonly stream?: boolean;
  readonly tools?: readonly { readonly function?: { readonly name: string } }[];
  readonly messages?: readonly { readonly role: string; readonly content?: unknown; readonly tool_calls?: unknown }[];
  readonly response_format?: { readonly json_schema?: { readonly schema?: Schema } };
}

const USAGE = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };
/** The second in which every answer was made. */
const CREATED = 1_795_000_000;

/** OpenAI's Chat Completions, as servers of open models speak it. */
export const chatCompletions: Dialect = {
  path: /\/chat\/completions$/,
  read(_, text): AskedOfModel {
    const body: Body = JSON.parse(text);
    const isSystem = (role: string) => role === "system" || role === "developer";
    const messages = body.messages ?? [];
    return {
      model: body.model,
      isStreamed: body.stream === true,
      tools: (body.tools ?? []).map((tool) => tool.function?.name ?? ""),
      system: messages
        .filter(({ role }) => isSystem(role))
        .map(({ content }) => textIn(content))
        .join("\n"),
      messages: messages.filter(({ role }) => !isSystem(role)).map(({ content }) => textIn(content)),
      schema: body.response_format?.json_schema?.schema,
    };
  },
  write(asked, { say, calls = [] }, id): WireAnswer {
    const head = { id: id("chatcmpl-"), created: CREATED, model: asked.model };
    const toolCalls = calls.map(({ name, args }, index) => {
      return { index, id: id("call_"), type: "function", function: { name, arguments: JSON.stringify(args) } };
    });
    const finish = calls.length > 0 ? "tool_calls" : "stop";
    const called = toolCalls.length > 0 ? { tool_calls: toolCalls } : {};
    if (!asked.isStreamed) {
      const message = { role: "assistant", content: say ?? null, ...called };
      const choices = [{ index: 0, message, finish_reason: finish }];
      return json({ ...head, object: "chat.completion", choices, usage: USAGE });
    }
    const chunk = (delta: object, finish_reason: string | null) => {
      const choices = [{ index: 0, delta, finish_reason }];
      return [undefined, { ...head, object: "chat.completion.chunk", choices }] as const;
    };
    return events([
      chunk({ role: "assistant", content: say ?? "" }, null),
      ...(toolCalls.length > 0 ? [chunk(called, null)] : []),
      chunk({}, finish),
      [undefined, { ...head, object: "chat.completion.chunk", choices: [], usage: USAGE }],
      [undefined, "[DONE]"],
    ]);
  },
};
