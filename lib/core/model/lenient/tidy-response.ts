import type { Repair } from "./read-json-answer.ts";

/** A response body in the form that its API documents. `foreign`: it is no answer of that API at all. */
export type TidyResponse =
  | { readonly kind: "answer"; readonly body: unknown; readonly repairs: readonly Repair[] }
  | { readonly kind: "foreign"; readonly problem: string };

type Fields = { readonly [key: string]: unknown };
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Evens out how compatible servers depart from the two APIs: texts without `annotations`, items without ids, contents
 * as a list of parts, an answer in the field for thoughts alone, a choice without its number, arguments of a call as an
 * object. Errors and what it does not know stay as they are.
 */
export function tidyResponse(api: "responses" | "chat", body: unknown): TidyResponse {
  if (!isFields(body)) return { kind: "foreign", problem: "JSON that is no object" };
  if (body.error !== undefined && body.error !== null) return { kind: "answer", body, repairs: [] };
  return api === "chat" ? tidyChat(body) : tidyResponses(body);
}

function tidyResponses(body: Fields): TidyResponse {
  if (!Array.isArray(body.output)) {
    const chat = Array.isArray(body.choices) ? ", but the one of a chat completion" : "";
    return { kind: "foreign", problem: `JSON without the output of a response${chat}` };
  }
  const output = body.output.map((item: unknown, n) => (isFields(item) ? tidyItem(item, n) : item));
  const created_at = typeof body.created_at === "number" ? body.created_at : 0;
  return changed(body, { ...body, created_at, output }, []);
}

function tidyItem(item: Fields, n: number): Fields {
  const id = typeof item.id === "string" ? item.id : `item_${n}`;
  if (item.type === "message") {
    const parts = typeof item.content === "string" ? [{ type: "output_text", text: item.content }] : item.content;
    const content = Array.isArray(parts) ? parts.map(tidyPart) : parts;
    return { ...item, id, role: item.role ?? "assistant", content };
  }
  if (item.type === "function_call") return { ...item, id, arguments: argumentsText(item.arguments) };
  if (item.type === "reasoning") return { ...item, id, summary: Array.isArray(item.summary) ? item.summary : [] };
  return item;
}

function tidyPart(part: unknown): unknown {
  if (!isFields(part) || (part.type !== "output_text" && part.type !== "text")) return part;
  return { ...part, type: "output_text", annotations: Array.isArray(part.annotations) ? part.annotations : [] };
}

function tidyChat(body: Fields): TidyResponse {
  if (!Array.isArray(body.choices)) {
    const response = Array.isArray(body.output) ? ", but the one of a response" : "";
    return { kind: "foreign", problem: `JSON without the choices of a chat completion${response}` };
  }
  const thoughtsOnly = body.choices.some(
    (choice: unknown) => isFields(choice) && contentOf(choice).from === "thoughts",
  );
  const choices = body.choices.map((choice: unknown, n) => (isFields(choice) ? tidyChoice(choice, n) : choice));
  return changed(body, { ...body, choices }, thoughtsOnly ? ["reasoning_only"] : []);
}

function tidyChoice(choice: Fields, n: number): Fields {
  if (!isFields(choice.message)) return choice;
  const { message } = choice;
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls.map(tidyCall) : undefined;
  const tidy = { ...message, content: contentOf(choice).text, ...(calls !== undefined && { tool_calls: calls }) };
  return { ...choice, index: typeof choice.index === "number" ? choice.index : n, message: tidy };
}

/** The text of a choice; that of its thoughts when they hold an object and there is nothing else. */
function contentOf({ message }: Fields): { readonly text: unknown; readonly from: "content" | "thoughts" } {
  if (!isFields(message)) return { text: undefined, from: "content" };
  const { content } = message;
  const text = Array.isArray(content)
    ? content.map((part: unknown) => (isFields(part) && typeof part.text === "string" ? part.text : "")).join("")
    : content;
  const thoughts = message.reasoning_content ?? message.reasoning;
  const silent = (text === undefined || text === null || text === "") && !Array.isArray(message.tool_calls);
  if (silent && typeof thoughts === "string" && thoughts.includes("{")) return { text: thoughts, from: "thoughts" };
  return { text, from: "content" };
}

function tidyCall(call: unknown, n: number): unknown {
  if (!isFields(call) || !isFields(call.function)) return call;
  const id = typeof call.id === "string" && call.id !== "" ? call.id : `call_${n}`;
  return {
    ...call,
    id,
    type: "function",
    function: { ...call.function, arguments: argumentsText(call.function.arguments) },
  };
}

const argumentsText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value ?? {}));

function changed(before: Fields, after: Fields, repairs: readonly Repair[]): TidyResponse {
  const same = JSON.stringify(before) === JSON.stringify(after);
  const counted: readonly Repair[] = same || repairs.length > 0 ? repairs : ["shape"];
  return { kind: "answer", body: same ? before : after, repairs: counted };
}
