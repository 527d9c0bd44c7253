import {
  type AskedOfModel,
  type Dialect,
  events,
  json,
  type ModelStep,
  textIn,
  type WireAnswer,
} from "./model-step.ts";

interface Body {
  readonly model: string;
  readonly system?: unknown;
  readonly stream?: boolean;
  readonly tools?: readonly { readonly name: string }[];
  readonly messages?: readonly { readonly content: unknown }[];
}

const USAGE = { input_tokens: 100, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 10 };

/** Anthropic's Messages API. */
export const anthropicMessages: Dialect = {
  path: /\/messages$/,
  read(_, text): AskedOfModel {
    const body: Body = JSON.parse(text);
    return {
      model: body.model,
      isStreamed: body.stream === true,
      tools: (body.tools ?? []).map(({ name }) => name),
      system: textIn(body.system),
      messages: (body.messages ?? []).map(({ content }) => textIn(content)),
      schema: undefined,
    };
  },
  write(asked, step, id): WireAnswer {
    const content = blocks(step, id);
    const stop = (step.calls ?? []).length > 0 ? "tool_use" : "end_turn";
    const head = { id: id("msg_01"), type: "message", role: "assistant", model: asked.model, stop_sequence: null };
    if (!asked.isStreamed) return json({ ...head, content, stop_reason: stop, usage: USAGE });
    const begun = { ...head, content: [], stop_reason: null, usage: { ...USAGE, output_tokens: 1 } };
    return events(
      [
        { type: "message_start", message: begun },
        ...content.flatMap((block, index) => streamed(block, index)),
        { type: "message_delta", delta: { stop_reason: stop, stop_sequence: null }, usage: { output_tokens: 10 } },
        { type: "message_stop" },
      ].map((event) => [event.type, event] as const),
    );
  },
};

type Block =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool_use"; readonly id: string; readonly name: string; readonly input: object };

function blocks({ say, calls = [] }: ModelStep, id: (prefix: string) => string): Block[] {
  const text: Block[] = say === undefined ? [] : [{ type: "text", text: say }];
  return [
    ...text,
    ...calls.map(({ name, args }) => ({ type: "tool_use", id: id("toolu_01"), name, input: args }) as const),
  ];
}

function streamed(block: Block, index: number): { type: string }[] {
  const isText = block.type === "text";
  const start = isText ? { ...block, text: "" } : { ...block, input: {} };
  const delta = isText
    ? { type: "text_delta", text: block.text }
    : { type: "input_json_delta", partial_json: JSON.stringify(block.input) };
  return [
    { type: "content_block_start", index, content_block: start } as { type: string },
    { type: "content_block_delta", index, delta } as { type: string },
    { type: "content_block_stop", index } as { type: string },
  ];
}
