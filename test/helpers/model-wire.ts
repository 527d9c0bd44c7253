/** What the model of a test says. `answer` is sent as it is when a string, else as JSON text. */
export interface AnswerText {
  readonly answer?: unknown;
  readonly toolCalls?: readonly { readonly name: string; readonly input: unknown }[];
  /** The model declines; `answer` is then the words it does so with. */
  readonly refusal?: boolean;
  /** Why generation ended early: cut at the token limit, or filtered. */
  readonly incomplete?: "max_output_tokens" | "content_filter";
  readonly usage?: {
    readonly input?: number;
    readonly cached?: number;
    readonly output?: number;
    readonly reasoning?: number;
  };
  /** Further top-level keys, or overrides, of the response object. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

type Api = "responses" | "chat";

/** The body of a whole answer. */
export function renderAnswer(api: Api, index: number, answer: AnswerText): Record<string, unknown> {
  return api === "chat" ? chatCompletion(index, answer) : responseObject(index, answer);
}

/** The same answer as server-sent events, text cut into small pieces. */
export function renderEvents(api: Api, index: number, answer: AnswerText): string {
  const events = api === "chat" ? chatChunks(index, answer) : responseEvents(index, answer);
  const lines = events.map((event) => `data: ${JSON.stringify(event)}\n\n`);
  return api === "chat" ? `${lines.join("")}data: [DONE]\n\n` : lines.join("");
}

const textOf = ({ answer }: AnswerText) =>
  answer === undefined ? "" : typeof answer === "string" ? answer : JSON.stringify(answer);

function counts({ usage = {} }: AnswerText) {
  const { input = 100, cached = 20, output = 30, reasoning = 10 } = usage;
  return { input, cached, output, reasoning };
}

function responseObject(index: number, answer: AnswerText): Record<string, unknown> {
  const text = textOf(answer);
  const part = answer.refusal
    ? { type: "refusal", refusal: text }
    : { type: "output_text", text, annotations: [], logprobs: [] };
  const calls = (answer.toolCalls ?? []).map((call, n) => ({
    type: "function_call",
    id: `fc_${index}_${n}`,
    call_id: `call_${index}_${n}`,
    name: call.name,
    arguments: JSON.stringify(call.input),
    status: "completed",
  }));
  const said =
    answer.answer === undefined ? [] : [{ type: "message", role: "assistant", id: `msg_${index}`, content: [part] }];
  const { input, cached, output, reasoning } = counts(answer);
  return {
    id: `resp_${index}`,
    object: "response",
    created_at: 1_790_000_000 + index,
    status: answer.incomplete === undefined ? "completed" : "incomplete",
    error: null,
    incomplete_details: answer.incomplete === undefined ? null : { reason: answer.incomplete },
    model: "scripted-model",
    output: [...said, ...calls],
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: cached },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: reasoning },
      total_tokens: input + output,
    },
    ...answer.extra,
  };
}

function chatCompletion(index: number, answer: AnswerText): Record<string, unknown> {
  const text = textOf(answer);
  const calls = (answer.toolCalls ?? []).map((call, n) => ({
    id: `call_${index}_${n}`,
    type: "function",
    function: { name: call.name, arguments: JSON.stringify(call.input) },
  }));
  const { input, cached, output, reasoning } = counts(answer);
  const ends = { max_output_tokens: "length", content_filter: "content_filter" } as const;
  const finish = answer.incomplete !== undefined ? ends[answer.incomplete] : calls.length > 0 ? "tool_calls" : "stop";
  return {
    id: `chatcmpl_${index}`,
    object: "chat.completion",
    created: 1_790_000_000 + index,
    model: "scripted-model",
    choices: [
      {
        index: 0,
        finish_reason: finish,
        message: {
          role: "assistant",
          content: answer.refusal || answer.answer === undefined ? null : text,
          ...(answer.refusal && { refusal: text }),
          ...(calls.length > 0 && { tool_calls: calls }),
        },
      },
    ],
    usage: {
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: input + output,
      prompt_tokens_details: { cached_tokens: cached },
      completion_tokens_details: { reasoning_tokens: reasoning },
    },
    ...answer.extra,
  };
}

const pieces = (text: string) => text.match(/[\s\S]{1,7}/g) ?? [];

function responseEvents(index: number, answer: AnswerText): unknown[] {
  const whole = responseObject(index, answer);
  const id = `msg_${index}`;
  const last = answer.incomplete === undefined ? "response.completed" : "response.incomplete";
  return [
    { type: "response.created", response: { ...whole, status: "in_progress", output: [], usage: null } },
    {
      type: "response.output_item.added",
      output_index: 0,
      item: { type: "message", role: "assistant", id, content: [] },
    },
    ...pieces(textOf(answer)).map((delta) => ({
      type: "response.output_text.delta",
      item_id: id,
      output_index: 0,
      delta,
    })),
    { type: last, response: whole },
  ];
}

function chatChunks(index: number, answer: AnswerText): unknown[] {
  const whole = chatCompletion(index, answer);
  const choice = (whole.choices as { finish_reason: string; message: Record<string, unknown> }[])[0];
  const head = { id: whole.id, object: "chat.completion.chunk", created: whole.created, model: whole.model };
  const chunk = (delta: unknown, finish: string | null) => ({
    ...head,
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const field = answer.refusal ? "refusal" : "content";
  const calls = (choice?.message.tool_calls as Record<string, unknown>[] | undefined) ?? [];
  return [
    chunk({ role: "assistant" }, null),
    ...pieces(textOf(answer)).map((text) => chunk({ [field]: text }, null)),
    ...calls.map((call, n) => chunk({ tool_calls: [{ index: n, ...call }] }, null)),
    chunk({}, choice?.finish_reason ?? "stop"),
    { ...head, choices: [], usage: whole.usage },
  ];
}
