/**
 * One pass over a transcript's lines, keeping what a thread's row needs. The state is plain JSON: kept beside the
 * row, it lets a grown file be continued from its new tail as if it had been read from the start.
 */

import type { LineSink } from "../../evidence/line-sink.ts";
import { type JsonObject, objectOf, parseObject, stringOf, textOf } from "../../text/json.ts";
import { parseRfc3339 } from "../../text/time.ts";
import { evidenceBytesOf } from "./evidence-size.ts";
import { isExternalCall, isExternalItem, isStructured, itemOf, mayBeExternalCall } from "./external-context.ts";
import { firstLineMark } from "./first-line-mark.ts";
import { type LineHead, readLineHead } from "./line-head.ts";
import { parseMetaLine } from "./meta-line.ts";
import { isInherited } from "./said/inherited-turns.ts";
import { parseSessionMeta, type SessionMeta, withLaterMeta } from "./session-meta.ts";
import { parseUserItem, parseUserMessage, type UserMessage } from "./user-message.ts";

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
  /** Structured items say what ran: calls alone then say nothing of external context. */
  readonly items?: true;
  /** Such an item was a web search or a call of an MCP tool. */
  readonly externalItem?: true;
  /** A call of either was asked for. */
  readonly externalCall?: true;
  /** Turns of the person since the first message that were not taken back, and what tells where the next one begins. */
  readonly turns?: number;
  readonly turnsMarked?: true;
  readonly turnCounted?: true;
  /** A fork that repeats turns of its parent, and one that has turns of its own. */
  readonly inherited?: true;
  readonly own?: true;
  /** Tells the first line from others: its length, and a hash of its beginning, which has id and time in it. */
  readonly firstLine?: string;
  /** About how much evidence its lines give. */
  readonly evidenceBytes?: number;
  /** Lines that are JSON objects, and lines that are not. */
  readonly usable: number;
  readonly skipped: number;
}

export const EMPTY_METADATA: MetadataState = { usable: 0, skipped: 0 };

/** A web search or an MCP tool brought in text from outside. */
export function isExternal(state: MetadataState): boolean {
  const hasItems = state.items === true || state.meta?.historyMode === PAGINATED;
  return (hasItems ? state.externalItem : state.externalCall) === true;
}

/** What a first line calls the form with structured items. */
export const PAGINATED = "paginated";

/** A fork that only repeats its parent: no person has said anything in it. */
export function hasNoTurnOfItsOwn(state: MetadataState): boolean {
  return state.inherited === true && state.own !== true;
}

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
  let { meta, turnCwd, firstUserMessage, title, tokensUsed, newestMs, future, items, externalItem, externalCall } =
    seed;
  let { firstLine, evidenceBytes = 0, usable, skipped, turns = 0, turnsMarked, turnCounted, inherited, own } = seed;
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
  const sawUserMessage = (message: UserMessage | undefined) => {
    firstUserMessage ??= message?.preview;
    title ??= message?.title;
  };
  /** A message of the person, parsed or not. Of a fork whose turns have no ids, what is older is its parent's. */
  const countMessage = (time: number | undefined) => {
    if (turnsMarked !== true && meta?.forkedFromId !== undefined && meta.createdAt !== undefined) {
      if (time !== undefined && time < meta.createdAt * 1_000) inherited = true;
      else own = true;
    }
    if (turnCounted !== true || turnsMarked !== true) turns += 1;
    turnCounted = true;
  };
  const beginTurn = () => {
    turnsMarked = true;
    turnCounted = undefined;
  };
  /** Turns that are taken back take the first message with them when none is left. */
  const takeBack = (count: unknown) => {
    turns = Math.max(0, turns - (typeof count === "number" ? count : 0));
    turnCounted = undefined;
    if (turns === 0) {
      firstUserMessage = undefined;
      title = undefined;
    }
  };
  const sawTurn = (turnId: string | undefined) => {
    const repeats = isInherited(turnId, meta?.id);
    if (repeats === true) inherited = true;
    if (repeats === false) own = true;
  };
  const sawItem = (item: JsonObject | undefined) => {
    if (item === undefined) return;
    if (isStructured(item.type)) items = true;
    if (isExternalItem(item)) externalItem = true;
    else if (item.type === "UserMessage") sawUserMessage(parseUserItem(item));
  };
  const take = (type: unknown, payload: JsonObject | undefined) => {
    if (payload === undefined) return;
    if (type === "session_meta") sawMeta(payload);
    else if (type === "turn_context") turnCwd ??= textOf(payload.cwd);
    else if (type === "response_item" && isExternalCall(payload)) externalCall = true;
    else if (type === "event_msg" && payload.type === "user_message") sawUserMessage(parseUserMessage(payload));
    else if (type === "event_msg" && payload.type === "thread_rolled_back") takeBack(payload.num_turns);
    else if (type === "event_msg" && TURN_STARTS.has(String(payload.type))) sawTurn(textOf(payload.turn_id));
    else if (type === "event_msg" && payload.type === "token_count") tokensUsed = totalTokens(payload) ?? tokensUsed;
    else if (type === "event_msg") sawItem(itemOf(payload));
  };
  const wants = (head: LineHead, bytes: Buffer, start: number, end: number) => {
    if (head.type === "session_meta") return true;
    if (head.type === "turn_context") return turnCwd === undefined;
    if (head.payloadType === "thread_rolled_back") return true;
    if (TURN_STARTS.has(head.payloadType)) return meta?.forkedFromId !== undefined && own === undefined;
    if (head.payloadType === "user_message") return firstUserMessage === undefined || title === undefined;
    if (head.payloadType !== "item_completed") return !externalCall && mayBeExternalCall(head, bytes, start, end);
    const { completed } = head;
    if (items === undefined && isStructured(completed)) return true;
    if (completed === "UserMessage") return firstUserMessage === undefined || title === undefined;
    return !externalItem && (completed === "WebSearch" || completed === "McpToolCall");
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
      if (firstLine === undefined) firstLine = firstLineMark(bytes, start, end);
      const head =
        ending === "newline" && bytes[end - 1] === CLOSING_BRACE ? readLineHead(bytes, start, end) : undefined;
      if (head !== undefined) {
        evidenceBytes += evidenceBytesOf(head, bytes, start, end);
        if (TURN_STARTS.has(head.payloadType)) beginTurn();
        else if (head.payloadType === "user_message" || head.completed === "UserMessage") countMessage(head.time);
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
      const payload = objectOf(line.payload);
      if (head === undefined) {
        const types = { type: stringOf(line.type) ?? "", payloadType: stringOf(payload?.type) ?? "" };
        evidenceBytes += evidenceBytesOf(types, bytes, start, end);
        if (TURN_STARTS.has(types.payloadType)) beginTurn();
        else if (types.payloadType === "user_message" || itemOf(payload ?? {})?.type === "UserMessage")
          countMessage(parseRfc3339(stringOf(line.timestamp) ?? ""));
      }
      // A token count that took the long way comes after those that are kept for later.
      if (payload?.type === "token_count") settleTokens(bytes);
      take(line.type, payload);
    },
    unusable() {
      skipped += 1;
    },
    endBlock: settleTokens,
    // Said one by one: objects that are joined cost ten times as much, and each file is asked twice.
    state: () => ({
      meta,
      turnCwd,
      firstUserMessage,
      title,
      tokensUsed,
      newestMs,
      future,
      firstLine,
      items,
      externalItem,
      externalCall,
      evidenceBytes,
      usable,
      skipped,
      turns,
      turnsMarked,
      turnCounted,
      inherited,
      own,
    }),
  };
}

const CLOSING_BRACE = 0x7d;
const TURN_STARTS: ReadonlySet<string> = new Set(["task_started", "turn_started"]);

function totalTokens(payload: JsonObject): number | undefined {
  const total = objectOf(objectOf(payload.info)?.total_token_usage)?.total_tokens;
  return typeof total === "number" && Number.isFinite(total) ? Math.max(0, Math.floor(total)) : undefined;
}
