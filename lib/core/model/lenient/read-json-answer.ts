/**
 * What had to be done to an answer to read it. `fence`: it stood in a code fence; `thinking`: behind the model's
 * thoughts; `prose`: among other words; `extra_keys`: with keys that nobody asked for; `stream`: as a stream that nobody
 * asked for; `shape`: in a variant of the API's form; `reasoning_only`: in the field for thoughts alone; `form`: the
 * server took no schema; `asked_again`: a second time, since a key was missing or cut off; `shrunk`: with less evidence,
 * since the context was too small.
 */
export type Repair =
  | "fence"
  | "thinking"
  | "prose"
  | "extra_keys"
  | "stream"
  | "shape"
  | "reasoning_only"
  | "form"
  | "asked_again"
  | "shrunk";

/** An answer's JSON object as text, and what was done to find it. `text` is the answer itself where there is none. */
export interface ReadAnswer {
  readonly text: string;
  readonly object: "found" | "cut_off" | "none";
  readonly repairs: readonly Repair[];
}

/** Thoughts of reasoning models, in the tags that chat templates use; an unclosed one runs to the end. */
const THOUGHTS = /<(think|thinking|thought|reasoning)>[\s\S]*?(?:<\/\1>|$)/gi;
/** Templates that open the thoughts in the prompt leave only the closing tag in the answer. */
const CLOSING_THOUGHT = /^[\s\S]*<\/(?:think|thinking|thought|reasoning)>/i;
/** Channel marks that some templates leave before the final answer. */
const FINAL_CHANNEL = /^[\s\S]*<\|channel\|>final<\|message\|>/;
const FENCE = /^```[\w-]*[ \t]*\r?\n?([\s\S]*?)\r?\n?```$/;

/**
 * Finds the object in what a local model really sends: JSON as it is or pretty-printed; behind thoughts; in a code
 * fence; with prose around it, where the outermost object counts. Keys that `keys` does not name are dropped; without
 * `keys` all stay. An object that never ends is `cut_off`.
 */
export function readJsonAnswer(answer: string, keys: readonly string[] | undefined): ReadAnswer {
  const plain = parseObject(answer);
  if (plain !== undefined) return found(plain, answer, keys, []);
  const repairs: Repair[] = [];
  const spoken = answer
    .replace(/^\uFEFF/, "")
    .replace(FINAL_CHANNEL, "")
    .replaceAll(THOUGHTS, "")
    .replace(CLOSING_THOUGHT, "")
    .trim();
  if (spoken.length < answer.replace(/^\uFEFF/, "").trim().length) repairs.push("thinking");
  const whole = parseObject(spoken);
  if (whole !== undefined) return found(whole, spoken, keys, repairs);
  const fenced = FENCE.exec(spoken)?.[1]?.trim();
  const inFence = fenced === undefined ? undefined : parseObject(fenced);
  if (inFence !== undefined && fenced !== undefined) return found(inFence, fenced, keys, [...repairs, "fence"]);
  const outer = outermostObject(spoken, keys);
  if (outer.kind === "found") {
    const how = spoken.replace(outer.text, "").includes("```") ? "fence" : "prose";
    return found(outer.value, outer.text, keys, [...repairs, how]);
  }
  return { text: answer, object: outer.kind, repairs: [] };
}

type JsonObject = { readonly [key: string]: unknown };

function found(
  value: JsonObject,
  text: string,
  keys: readonly string[] | undefined,
  repairs: readonly Repair[],
): ReadAnswer {
  const extra = keys === undefined ? [] : Object.keys(value).filter((key) => !keys.includes(key));
  if (extra.length === 0) return { text, object: "found", repairs };
  const kept = Object.entries(value).filter(([key]) => keys?.includes(key));
  return { text: JSON.stringify(Object.fromEntries(kept)), object: "found", repairs: [...repairs, "extra_keys"] };
}

function parseObject(text: string): JsonObject | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    // A text that is no JSON, or JSON nested deeper than the parser goes.
    if (thrown instanceof SyntaxError || thrown instanceof RangeError) return undefined;
    throw thrown;
  }
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

type Outer =
  | { readonly kind: "found"; readonly value: JsonObject; readonly text: string }
  | { readonly kind: "cut_off" | "none" };

/** Starts tried at most: a text of braces must not cost the square of its length. */
const STARTS_MAX = 64;

/** The first object that is no part of another and has one of the keys; without keys, the first that is JSON. */
function outermostObject(text: string, keys: readonly string[] | undefined): Outer {
  let from = text.indexOf("{");
  let kind: "cut_off" | "none" = "none";
  for (let tries = 0; from !== -1 && tries < STARTS_MAX; tries += 1) {
    const end = endOfObject(text, from);
    if (end === undefined) {
      if (looksLikeObject(text, from)) kind = "cut_off";
      from = text.indexOf("{", from + 1);
      continue;
    }
    const inner = text.slice(from, end);
    const value = parseObject(inner);
    if (value !== undefined && (keys === undefined || keys.some((key) => Object.hasOwn(value, key)))) {
      return { kind: "found", value, text: inner };
    }
    from = text.indexOf("{", value === undefined ? from + 1 : end);
  }
  return { kind };
}

const looksLikeObject = (text: string, from: number) => /^\{\s*"/.test(text.slice(from, from + 200));

/** Where the object that begins at `from` ends, strings and escapes respected; undefined when it never does. */
function endOfObject(text: string, from: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let i = from; i < text.length; i += 1) {
    const char = text[i];
    if (inString) {
      if (char === "\\") i += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{") depth += 1;
    else if (char === "}") {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return undefined;
}
