import type { Chance } from "./chance.ts";
import type { Material } from "./material.ts";
import type { SizeRule } from "./session-sizes.ts";

/** What makes a session's records many and long. */
export interface Growth {
  /** What the ids that stay hold: the session's own id, or as much of it as its file's name has. */
  readonly sessionId: string;
  /** A natural text of some length, as a command prints it. */
  readonly output: () => string;
  /** What tells the ids of one copy of a record from those of another. */
  readonly copy: string;
}

/** Objects whose texts are what a tool gave, by the names under which they stand or by what they say of themselves. */
const OUTPUT_NAMES = new Set("functionResponse toolCallResult toolUseResult resultDisplay state".split(" "));
const OUTPUT_TYPES = new Set(
  "tool_result tool.execution_complete function_call_output custom_tool_call_output CommandExecution".split(" "),
);
/** Members of those objects that hold the texts. */
const TEXT_NAMES = new Set("output stdout content text result detailedContent aggregated_output".split(" "));
/** Shorter texts are words such as `ok`. */
const OUTPUT_MIN_CHARS = 20;
const ID_NAME = /(?:^|_)id$|I[dD]$|^uuid$|Uuid$/;
const PICTURE = /^[A-Za-z0-9+/]{1000,}={0,2}$/;
/** Of a picture of a screen, in base64. */
const PICTURE_CHARS = 120_000;

/** A record as a session of its own would hold it: other ids, and tools that gave other texts. */
export function grownRecord(record: unknown, growth: Growth): unknown {
  const outputs = new Map<string, string>();
  const visit = (value: unknown, name: string, inOutput: boolean): unknown => {
    if (typeof value === "string") return textFor(value, name, inOutput);
    if (Array.isArray(value)) return value.map((each) => visit(each, name, inOutput));
    if (typeof value !== "object" || value === null) return value;
    const { type, role } = value as Record<string, unknown>;
    const inside = inOutput || OUTPUT_NAMES.has(name) || OUTPUT_TYPES.has(String(type)) || role === "toolResult";
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, visit(each, key, inside)]));
  };
  const textFor = (text: string, name: string, inOutput: boolean) => {
    if (ID_NAME.test(name)) return text.includes(growth.sessionId) || text === "" ? text : `${text}.${growth.copy}`;
    if (PICTURE.test(text)) return text.repeat(Math.ceil(PICTURE_CHARS / text.length)).replaceAll("=", "A");
    if (!inOutput || !TEXT_NAMES.has(name) || text.length < OUTPUT_MIN_CHARS) return text;
    // What stands twice in a record stands twice in it afterwards.
    const known = outputs.get(text) ?? growth.output();
    outputs.set(text, known);
    return known;
  };
  return visit(record, "", false);
}

/** Whether a session's tools gave so much that it grows by their outputs and not by its records. */
export function hasOutputs(records: readonly unknown[]): boolean {
  let outputs = 0;
  const output = () => {
    outputs += 1;
    return "";
  };
  for (const record of records) grownRecord(record, { sessionId: " ", output, copy: "" });
  return outputs * RECORDS_PER_OUTPUT >= records.length;
}

/** Real clients write some ten records, of messages, usage and state, for each call of a tool. */
const RECORDS_PER_OUTPUT = 12;

const OUTPUT_CHARS = [200, 900, 3_000, 9_000, 40_000];

/** Excerpts of natural texts with the lengths of what commands print. */
export function naturalOutputs({ code, docs, diffs, testLogs, locks }: Material, random: Chance): () => string {
  const some = [code, docs, diffs, testLogs, locks].map((pieces) => pieces.map(({ text }) => text).join("\n"));
  return () => {
    const text = random.of(some);
    const length = random.of(OUTPUT_CHARS);
    const at = random.below(Math.max(1, text.length - length));
    return text.slice(at, at + length).toWellFormed();
  };
}

/** The sessions of a home of one agent, none of them a giant: half are larger than the median. */
export const AGENT_SIZES: SizeRule = { median: 300_000, deviation: 1.1, giants: [] };
