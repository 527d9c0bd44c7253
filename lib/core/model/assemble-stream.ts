/**
 * The whole answer of an endpoint that sent server-sent events to a request that asked for none: the response object
 * of the Responses API's closing event, or the chunks of a chat completion put together. Undefined when the stream
 * ends before its answer is complete.
 */
export function assembleStream(body: string): unknown {
  const events = readEvents(body);
  const closing = events.findLast((event) => CLOSING.has(String(event.type)));
  if (closing !== undefined) return closing.type === "error" ? { error: closing.error ?? closing } : closing.response;
  return body.includes("data: [DONE]") || events.some(isLastChunk) ? assembleChat(events) : undefined;
}

const CLOSING = new Set(["response.completed", "response.incomplete", "response.failed", "error"]);

type Event = { readonly [key: string]: unknown };

function readEvents(body: string): Event[] {
  const events: Event[] = [];
  for (const block of body.split(/\r?\n\r?\n/)) {
    const data = block
      .split(/\r?\n/)
      .filter((line) => line.startsWith("data:"))
      .map((line) => line.slice("data:".length).replace(/^ /, ""))
      .join("\n");
    const value = parse(data);
    if (typeof value === "object" && value !== null) events.push(value as Event);
  }
  return events;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    // `[DONE]` and comments are no JSON; the caller notices when the answer is missing.
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

interface Delta {
  readonly role?: string;
  readonly content?: string | null;
  readonly refusal?: string | null;
  readonly tool_calls?: readonly {
    readonly index?: number;
    readonly id?: string;
    readonly function?: { readonly name?: string; readonly arguments?: string };
  }[];
}
interface Choice {
  readonly delta?: Delta;
  readonly finish_reason?: string | null;
}

const choiceOf = (event: Event) =>
  Array.isArray(event.choices) ? (event.choices[0] as Choice | undefined) : undefined;
const isLastChunk = (event: Event) => typeof choiceOf(event)?.finish_reason === "string";

function assembleChat(events: readonly Event[]): unknown {
  const chunks = events.filter((event) => Array.isArray(event.choices));
  const [first] = chunks;
  if (first === undefined) return undefined;
  const choices = chunks.map(choiceOf).filter((choice) => choice !== undefined);
  const joined = (key: "content" | "refusal") => {
    const texts = choices.map(({ delta }) => delta?.[key]).filter((text) => typeof text === "string");
    return texts.length === 0 ? null : texts.join("");
  };
  const calls = assembleCalls(choices.flatMap(({ delta }) => delta?.tool_calls ?? []));
  const message = {
    role: "assistant",
    content: joined("content"),
    refusal: joined("refusal"),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
  const finish = choices.findLast((choice) => typeof choice.finish_reason === "string")?.finish_reason ?? null;
  return {
    id: first.id,
    object: "chat.completion",
    created: first.created,
    model: first.model,
    choices: [{ index: 0, message, finish_reason: finish }],
    usage: chunks.findLast((chunk) => typeof chunk.usage === "object" && chunk.usage !== null)?.usage,
  };
}

function assembleCalls(deltas: NonNullable<Delta["tool_calls"]>) {
  const calls = new Map<number, { id: string | undefined; name: string; arguments: string }>();
  for (const delta of deltas) {
    const index = delta.index ?? 0;
    const call = calls.get(index) ?? { id: undefined, name: "", arguments: "" };
    call.id ??= delta.id;
    call.name += delta.function?.name ?? "";
    call.arguments += delta.function?.arguments ?? "";
    calls.set(index, call);
  }
  return [...calls.values()].map(({ id, name, arguments: text }) => ({
    id,
    type: "function",
    function: { name, arguments: text },
  }));
}
