/**
 * What a transcript line is, from its first bytes. Transcripts are written by one program in one shape,
 * `{"timestamp":"2026-…Z","type":"…","payload":{"type":"…"`, since 0.150 with `"ordinal":n,` after the time: parsing
 * only the lines that matter is ten times faster than parsing all. Whatever has another shape is left to a real parse.
 */
import { readUsualTime, USUAL_TIME_BYTES } from "../../text/usual-time.ts";

/** The lines that something of this product reads; `other` are all the rest. */
export type LineType = "session_meta" | "response_item" | "event_msg" | "turn_context" | "other";

const LINE_TYPES = ["session_meta", "response_item", "event_msg", "turn_context"] as const;

/** Payload types of `response_item` that may reach the model. */
export const ITEM_TYPES = [
  "message",
  "local_shell_call",
  "function_call",
  "function_call_output",
  "custom_tool_call",
  "custom_tool_call_output",
  "tool_search_call",
  "tool_search_output",
  "web_search_call",
] as const;
export type ItemType = (typeof ITEM_TYPES)[number];

/** Payload types of `event_msg` that something reads: metadata, who said what, what ran, what was taken back. */
export const EVENT_TYPES = [
  "user_message",
  "token_count",
  "item_completed",
  "thread_rolled_back",
  "task_started",
  "task_complete",
  "turn_started",
  "turn_complete",
  "turn_aborted",
  "agent_message",
  "exec_command_end",
  "mcp_tool_call_end",
  "patch_apply_end",
  "web_search_end",
] as const;

export type PayloadType = ItemType | (typeof EVENT_TYPES)[number] | "other";

/** Items of an `item_completed` event that something reads. */
export const COMPLETED_TYPES = [
  "UserMessage",
  "AgentMessage",
  "CommandExecution",
  "McpToolCall",
  "FileChange",
  "WebSearch",
] as const;
export type CompletedType = (typeof COMPLETED_TYPES)[number] | "other";

export interface LineHead {
  readonly type: LineType;
  /** `other` for lines whose payload type nobody reads (`session_meta` has none). */
  readonly payloadType: PayloadType;
  /** What an `item_completed` event is about; `other` for every other line. */
  readonly completed: CompletedType;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** The head of the line `bytes[start, end)`; undefined when it has not the usual shape. */
export function readLineHead(bytes: Uint8Array, start: number, end: number): LineHead | undefined {
  const timeStart = skip(bytes, start, end, TIMESTAMP);
  if (timeStart < 0 || timeStart + USUAL_TIME_BYTES > end) return undefined;
  const time = readUsualTime(bytes, timeStart);
  if (time === undefined) return undefined;
  const typeStart = afterTypeKey(bytes, timeStart + USUAL_TIME_BYTES, end);
  if (typeStart < 0) return undefined;
  const typeEnd = closingQuote(bytes, typeStart, end);
  if (typeEnd < 0) return undefined;
  const type = wordAt(bytes, typeStart, typeEnd, LINE_WORDS) ?? "other";
  const payloadStart = skip(bytes, typeEnd, end, PAYLOAD);
  if (payloadStart < 0) return undefined;
  if (type !== "response_item" && type !== "event_msg") return { type, payloadType: "other", completed: "other", time };
  const wordStart = skip(bytes, payloadStart, end, PAYLOAD_TYPE);
  if (wordStart < 0) return undefined;
  const wordEnd = closingQuote(bytes, wordStart, end);
  if (wordEnd < 0) return undefined;
  const words = type === "event_msg" ? EVENT_WORDS : ITEM_WORDS;
  const payloadType = wordAt(bytes, wordStart, wordEnd, words) ?? "other";
  if (payloadType !== "item_completed") return { type, payloadType, completed: "other", time };
  const completed = completedAt(bytes, wordEnd, end);
  return completed && { type, payloadType, completed, time };
}

/** Where the line's type begins after the time that ends at `at`, past an ordinal if there is one; -1: elsewhere. */
function afterTypeKey(bytes: Uint8Array, at: number, end: number): number {
  let digit = skip(bytes, at, end, ORDINAL);
  if (digit < 0) return skip(bytes, at, end, TYPE);
  while (digit < end && isDigit(bytes[digit])) digit += 1;
  return skip(bytes, digit, end, TYPE_AFTER_NUMBER);
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** The type of the item after `"item_completed`; undefined when it does not stand where it usually does. */
function completedAt(bytes: Uint8Array, at: number, end: number): CompletedType | undefined {
  let next = at;
  for (const key of [THREAD_ID, TURN_ID]) {
    const value = skip(bytes, next, end, key);
    if (value < 0) return undefined;
    next = closingQuote(bytes, value, end);
    if (next < 0) return undefined;
  }
  const start = skip(bytes, next, end, ITEM);
  if (start < 0) return undefined;
  const wordEnd = closingQuote(bytes, start, end);
  return wordEnd < 0 ? undefined : (wordAt(bytes, start, wordEnd, COMPLETED_WORDS) ?? "other");
}

const TIMESTAMP = ascii('{"timestamp":"');
const ORDINAL = ascii('","ordinal":');
const TYPE = ascii('","type":"');
const TYPE_AFTER_NUMBER = ascii(',"type":"');
const THREAD_ID = ascii('","thread_id":"');
const TURN_ID = ascii('","turn_id":"');
const ITEM = ascii('","item":{"type":"');
const PAYLOAD = ascii('","payload":{');
const PAYLOAD_TYPE = ascii('"type":"');

/** Words by their length, so that most lines are told apart by one comparison. */
type Words<T extends string> = readonly (readonly { readonly word: T; readonly bytes: Uint8Array }[])[];

const LINE_WORDS = byLength(LINE_TYPES);
const ITEM_WORDS = byLength(ITEM_TYPES);
const EVENT_WORDS = byLength(EVENT_TYPES);
const COMPLETED_WORDS = byLength(COMPLETED_TYPES);

function byLength<T extends string>(words: readonly T[]): Words<T> {
  const longest = Math.max(...words.map((word) => word.length));
  return Array.from({ length: longest + 1 }, (_, length) =>
    words.filter((word) => word.length === length).map((word) => ({ word, bytes: ascii(word) })),
  );
}

function wordAt<T extends string>(bytes: Uint8Array, start: number, end: number, words: Words<T>): T | undefined {
  const candidates = words[end - start];
  if (candidates === undefined) return undefined;
  for (const candidate of candidates) {
    if (skip(bytes, start, end, candidate.bytes) === end) return candidate.word;
  }
  return undefined;
}

/** Where the text after `expected` begins; -1 when something else stands there. */
function skip(bytes: Uint8Array, at: number, end: number, expected: Uint8Array): number {
  const after = at + expected.length;
  if (after > end) return -1;
  for (let i = 0; i < expected.length; i += 1) if (bytes[at + i] !== expected[i]) return -1;
  return after;
}

/** The quote that ends a plain string; -1 when there is none, or the string has an escape. */
function closingQuote(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at += 1) {
    if (bytes[at] === 0x22) return at;
    if (bytes[at] === 0x5c) return -1;
  }
  return -1;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
