/**
 * One pass over a transcript's lines, keeping what a thread's row needs. The state is plain JSON: kept beside the
 * row, it lets a grown file be continued from its new tail as if it had been read from the start.
 */

import type { LineSink } from "../../evidence/line-sink.ts";
import { type JsonObject, objectOf, parseObject, stringOf, textOf } from "../../text/json.ts";
import { parseRfc3339 } from "../../text/time.ts";
import { type LineHead, readLineHead } from "./line-head.ts";
import { parseMetaLine } from "./meta-line.ts";
import { parseSessionMeta, type SessionMeta, withLaterMeta } from "./session-meta.ts";
import { parseUserMessage } from "./user-message.ts";

export interface MetadataState {
  /** The first `session_meta` that is the thread's own. */
  readonly meta?: SessionMeta;
  readonly turnCwd?: string;
  readonly firstUserMessage?: string;
  readonly title?: string;
  readonly tokensUsed?: number;
  /** The newest line time, in milliseconds; lines dated in the future are not in it. */
  readonly newestMs?: number;
  /** Some line claims a time beyond the file's own plus a day. */
  readonly future?: true;
  /** A web search or an MCP tool brought in text from outside. */
  readonly external?: true;
  /** Lines that are JSON objects, and lines that are not. */
  readonly usable: number;
  readonly skipped: number;
}

export const EMPTY_METADATA: MetadataState = { usable: 0, skipped: 0 };

/** What the file itself says, beside its lines. */
export interface MetadataFile {
  /** The id in the file's name. */
  readonly threadId: string | undefined;
  /** No line of the file can be later than this, in milliseconds: its mtime plus a day. */
  readonly latestMs: number;
}

/** Takes a transcript's lines and has the metadata at any time between two blocks. */
export interface MetadataReader extends LineSink {
  state(): MetadataState;
}

/** Starts, or with the state of an earlier pass continues, reading a transcript's metadata. */
export function readMetadata(file: MetadataFile, seed: MetadataState = EMPTY_METADATA): MetadataReader {
  let { meta, turnCwd, firstUserMessage, title, tokensUsed, newestMs, future, external, usable, skipped } = seed;
  /** Start and end of the token counts of this block: only the last one that has a total matters. */
  let tokenCounts: number[] = [];

  const sawTime = (time: number | undefined) => {
    if (time === undefined) return;
    if (time > file.latestMs) future = true;
    else if (newestMs === undefined || time > newestMs) newestMs = time;
  };
  const sawMeta = (payload: JsonObject) => {
    const next = parseSessionMeta(payload);
    const isNamed = next.id !== undefined && next.id === file.threadId;
    if (meta === undefined || (isNamed && meta.id !== next.id)) meta = next;
    else if (next.id === meta.id) meta = withLaterMeta(meta, next);
  };
  const sawUserMessage = (payload: JsonObject) => {
    const message = parseUserMessage(payload);
    firstUserMessage ??= message?.preview;
    title ??= message?.title;
  };
  const take = (type: unknown, payload: JsonObject | undefined) => {
    if (payload === undefined) return;
    if (type === "session_meta") sawMeta(payload);
    else if (type === "turn_context") turnCwd ??= textOf(payload.cwd);
    else if (type === "response_item" && isExternal(payload)) external = true;
    else if (type === "event_msg" && payload.type === "user_message") sawUserMessage(payload);
    else if (type === "event_msg" && payload.type === "token_count") tokensUsed = totalTokens(payload) ?? tokensUsed;
  };
  const wants = ({ type, payloadType }: LineHead, bytes: Buffer, start: number, end: number) => {
    if (type === "session_meta") return true;
    if (type === "turn_context") return turnCwd === undefined;
    if (payloadType === "user_message") return firstUserMessage === undefined || title === undefined;
    if (external || type !== "response_item") return false;
    if (payloadType === "web_search_call") return true;
    const isCall = payloadType === "function_call" || payloadType === "custom_tool_call";
    return isCall && bytes.subarray(start, end).includes(MCP_BYTES);
  };
  const settleTokens = (bytes: Buffer) => {
    for (let at = tokenCounts.length - 2; at >= 0; at -= 2) {
      const line = parseObject(bytes.toString("utf8", tokenCounts[at], tokenCounts[at + 1]));
      const total = totalTokens(objectOf(line?.payload) ?? {});
      if (total === undefined) continue;
      tokensUsed = total;
      break;
    }
    tokenCounts = [];
  };

  return {
    line(bytes, start, end, ending) {
      const head =
        ending === "newline" && bytes[end - 1] === CLOSING_BRACE ? readLineHead(bytes, start, end) : undefined;
      if (head !== undefined) {
        if (head.payloadType === "token_count") tokenCounts.push(start, end);
        if (head.payloadType === "token_count" || !wants(head, bytes, start, end)) {
          usable += 1;
          return sawTime(head.time);
        }
      }
      const isMeta = head?.type === "session_meta";
      const line = isMeta ? parseMetaLine(bytes, start, end) : parseObject(bytes.toString("utf8", start, end));
      if (line === undefined) {
        skipped += 1;
        return;
      }
      usable += 1;
      sawTime(head?.time ?? parseRfc3339(stringOf(line.timestamp) ?? ""));
      // A token count that took the long way comes after those that are kept for later.
      if (objectOf(line.payload)?.type === "token_count") settleTokens(bytes);
      take(line.type, objectOf(line.payload));
    },
    unusable() {
      skipped += 1;
    },
    endBlock: settleTokens,
    state: () => ({ meta, turnCwd, firstUserMessage, title, tokensUsed, newestMs, future, external, usable, skipped }),
  };
}

const CLOSING_BRACE = 0x7d;
/** Names and namespaces of MCP servers' tools start like this. */
const MCP_PREFIX = "mcp__";
const MCP_BYTES = Buffer.from(MCP_PREFIX);

/** Text from outside the person's machine: a web search, or a tool of an MCP server. */
function isExternal(payload: JsonObject): boolean {
  if (payload.type === "web_search_call") return true;
  if (payload.type !== "function_call" && payload.type !== "custom_tool_call") return false;
  return [payload.name, payload.namespace].some((name) => stringOf(name)?.startsWith(MCP_PREFIX));
}

function totalTokens(payload: JsonObject): number | undefined {
  const total = objectOf(objectOf(payload.info)?.total_token_usage)?.total_tokens;
  return typeof total === "number" && Number.isFinite(total) ? Math.max(0, Math.floor(total)) : undefined;
}
