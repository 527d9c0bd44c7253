import { createHash } from "node:crypto";
import { z } from "zod";
import type { TokenUsage } from "../types.ts";
import type { Json, ModelRequest } from "./canonical-request.ts";
import { joinLines, splitLines } from "./text-lines.ts";

/** Part of an answer: text, or a call of a tool with its arguments as JSON text. */
export type AnswerPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "call"; readonly tool: string; readonly input: string };

/** What a model answered. `finishReason` is the AI SDK's unified one. */
export interface ModelAnswer {
  readonly content: readonly AnswerPart[];
  readonly finishReason: string;
  readonly usage: TokenUsage;
}

/** One request with its answer, as a recording keeps it. */
export interface Exchange {
  readonly request: ModelRequest;
  readonly answer: ModelAnswer;
}

/** Hexadecimal digits of the hash in a file name: 128 bits. */
const HASH_DIGITS = 32;

/** The name of a request: a hash of its canonical form in which the order of keys does not count. */
export function requestHash(request: ModelRequest): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted(request)))
    .digest("hex")
    .slice(0, HASH_DIGITS);
}

/** The file of the `nth` time (from 1) that one run asks a request: `<hash>.json`, `<hash>.2.json`, … */
export function exchangeFileName(hash: string, nth: number): string {
  return nth === 1 ? `${hash}.json` : `${hash}.${nth}.json`;
}

/** The file's bytes: indented JSON, multi-line texts as lists of lines. Equal exchanges give equal bytes. */
export function renderExchange({ request, answer }: Exchange): string {
  const { model, settings, schema, tools, system, messages } = request;
  const file = {
    request: { model, settings, schema, tools, system, messages },
    answer: {
      content: answer.content.map(renderPart),
      finish_reason: answer.finishReason,
      usage: answer.usage,
    },
  };
  const plain: Json = JSON.parse(JSON.stringify(file));
  return `${JSON.stringify(splitLines(plain), null, 2)}\n`;
}

/** Reads such a file; undefined when it is not one. */
export function parseExchange(text: string): Exchange | undefined {
  let json: Json;
  try {
    json = joinLines(JSON.parse(text));
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
  const read = EXCHANGE.safeParse(json);
  if (!read.success) return undefined;
  const { request, answer } = read.data;
  return {
    request: request as ModelRequest,
    answer: {
      content: answer.content.map(parsePart),
      finishReason: answer.finish_reason,
      usage: answer.usage,
    },
  };
}

/** JSON that is written the usual way is kept as a value, which a person can read; any other text stays a text. */
function renderPart(part: AnswerPart): Json {
  const text = part.type === "text" ? part.text : part.input;
  const value = plainJson(text);
  if (part.type === "text") return value === undefined ? { text } : { json: value };
  return value === undefined ? { call: part.tool, text } : { call: part.tool, input: value };
}

function parsePart(part: z.infer<typeof PART>): AnswerPart {
  if ("call" in part) {
    return { type: "call", tool: part.call, input: "text" in part ? part.text : JSON.stringify(part.input) };
  }
  return { type: "text", text: "text" in part ? part.text : JSON.stringify(part.json) };
}

/** The value of a JSON text (object or list) that `JSON.stringify` gives back byte for byte. */
function plainJson(text: string): Json | undefined {
  if (!/^[{[]/.test(text)) return undefined;
  try {
    const value: Json = JSON.parse(text);
    return JSON.stringify(value) === text ? value : undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

const count = z.number().int().nonnegative();
const PART = z.union([
  z.strictObject({ call: z.string(), input: z.json() }),
  z.strictObject({ call: z.string(), text: z.string() }),
  z.strictObject({ text: z.string() }),
  z.strictObject({ json: z.json() }),
]);
const EXCHANGE = z.strictObject({
  request: z.strictObject({
    model: z.string(),
    settings: z.record(z.string(), z.json()),
    schema: z.json(),
    tools: z.array(z.json()),
    system: z.array(z.string()),
    messages: z.array(z.json()),
  }),
  answer: z.strictObject({
    content: z.array(PART),
    finish_reason: z.string(),
    usage: z.strictObject({
      input_tokens: count,
      cached_input_tokens: count,
      output_tokens: count,
      reasoning_tokens: count,
      total_tokens: count,
    }),
  }),
});
