import type { PlaceNames } from "./paths.ts";

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a request asks, without anything that differs between two runs that ask the same: ids, times, headers. */
export interface ModelRequest {
  readonly model: string;
  readonly settings: { readonly [key: string]: Json };
  readonly schema: Json;
  readonly tools: readonly Json[];
  readonly system: readonly string[];
  readonly messages: readonly Json[];
}

/** The parts of an AI SDK call that make the request; a structural view, so that this stays free of the SDK. */
export interface SdkCall {
  readonly prompt: readonly { readonly role: string; readonly content: unknown }[];
  readonly responseFormat?: { readonly type: string; readonly schema?: unknown; readonly name?: string } | undefined;
  readonly tools?: readonly object[] | undefined;
  readonly toolChoice?: unknown;
  readonly maxOutputTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly seed?: number | undefined;
  readonly stopSequences?: readonly string[] | undefined;
  readonly providerOptions?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
}

/**
 * The canonical form of a call to `model`, with the places' paths replaced by their names. Tool call ids become
 * their number in the conversation; reasoning parts and provider metadata are left out.
 */
export function canonicalRequest(model: string, call: SdkCall, names: PlaceNames): ModelRequest {
  const openai = call.providerOptions?.openai ?? {};
  const settings = {
    reasoning_effort: openai.reasoningEffort,
    max_output_tokens: call.maxOutputTokens,
    temperature: call.temperature,
    top_p: call.topP,
    seed: call.seed,
    stop: call.stopSequences,
    tool_choice: call.tools === undefined || call.tools.length === 0 ? undefined : call.toolChoice,
    strict_schema: openai.strictJsonSchema,
  };
  const numbers = new Map<string, number>();
  return {
    model,
    settings: named(settings, names) as ModelRequest["settings"],
    schema: named(call.responseFormat?.schema ?? null, names),
    tools: (call.tools ?? []).map((tool) => named({ ...tool, providerOptions: undefined }, names)),
    system: call.prompt
      .filter(({ role }) => role === "system")
      .map(({ content }) => names.toNames(typeof content === "string" ? content : "")),
    messages: call.prompt
      .filter(({ role }) => role !== "system")
      .map(({ role, content }) => ({ role, content: canonicalContent(content, numbers, names) })),
  };
}

function canonicalContent(content: unknown, numbers: Map<string, number>, names: PlaceNames): Json {
  if (!Array.isArray(content)) return named(content, names);
  return content
    .filter((part: Part) => part.type !== "reasoning")
    .map((part: Part) => {
      if (part.type === "text") return { type: "text", text: names.toNames(part.text ?? "") };
      const { toolCallId, providerOptions: _, ...rest } = part;
      const call = toolCallId === undefined ? undefined : numberOf(toolCallId, numbers);
      return named({ ...rest, call }, names);
    });
}

interface Part {
  readonly type: string;
  readonly text?: string;
  readonly toolCallId?: string;
  readonly providerOptions?: unknown;
}

function numberOf(id: string, numbers: Map<string, number>): number {
  const known = numbers.get(id);
  if (known !== undefined) return known;
  numbers.set(id, numbers.size + 1);
  return numbers.size;
}

/** A JSON copy with names for paths in every string and without undefined values. */
function named(value: unknown, names: PlaceNames): Json {
  if (typeof value === "string") return names.toNames(value);
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item) => named(item, names));
  if (typeof value !== "object" || value === null) return null;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, named(item, names)]));
}
