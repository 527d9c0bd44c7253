/**
 * A rollout as evidence for a model, in one pass and bounded memory. Lines are judged by their first bytes; tool calls
 * and outputs, most of every rollout, are parsed and redacted only when they are still among the newest at the end; a
 * line that is dropped unread counts as a row that was left out.
 */

import type { Evidence } from "../../../evidence/choose-rows.ts";
import type { LinePlace, LineSink } from "../../../evidence/line-sink.ts";
import { mergeSteps } from "../../../evidence/merge-steps.ts";
import type { SessionStep } from "../../../evidence/ran.ts";
import { RanWindow } from "../../../evidence/ran-window.ts";
import type { CutRedactor } from "../../../evidence/row-text.ts";
import { type EvidenceLimits, evidenceLimits, RowTiers } from "../../../evidence/row-tiers.ts";
import { type JsonObject, objectOf, parseObject, stringOf } from "../../../text/json.ts";
import { parseRfc3339 } from "../../../text/time.ts";
import { type LineHead, readLineHead } from "../line-head.ts";
import { parseMetaLine } from "../meta-line.ts";
import { RanReader } from "../ran/ran-reader.ts";
import { ASK_TOOL, AskedQuestions } from "../said/asked-questions.ts";
import { InheritedTurns } from "../said/inherited-turns.ts";
import { parseUserEvent } from "../said/user-event.ts";
import { userParts } from "../said/user-parts.ts";
import { type TakenBack, UserTurns } from "../said/user-turns.ts";
import { parseSessionMeta } from "../session-meta.ts";
import { evidenceItem } from "./evidence-item.ts";
import { HeldRows } from "./held-rows.ts";

/** What was collected, and how much of the file could be used. */
export interface CollectedEvidence extends Evidence {
  /** Rows and what ran, in the order of the transcript; empty unless asked for. */
  readonly steps: readonly SessionStep[];
  /** Lines that are JSON objects, as far as was looked at, and lines that are not. */
  readonly usable: number;
  readonly skipped: number;
  /**
   * Lines that the transcript says were taken back, and that were not left out of this collection: it has to be done
   * once more with them.
   */
  readonly takenBack: readonly TakenBack[];
}

export interface EvidenceCollector extends LineSink {
  /** Ends the pass. */
  finish(): CollectedEvidence;
}

/** What is to be collected. */
export interface CollectOptions {
  /** The evidence is at most this long, in bytes. */
  readonly budget: number;
  /** Takes secrets out. */
  readonly redact: CutRedactor;
  readonly limits?: EvidenceLimits;
  /** Whether what ran is wanted as well: without it lines of tools can stay unread. */
  readonly steps?: "collect" | "leave";
  /** Lines to leave out, as an earlier pass over the same transcript has found them. */
  readonly takenBack?: readonly TakenBack[];
}

/** Starts collecting. The lines of all files of a thread come one after the other. */
export function collectEvidence(options: CollectOptions): EvidenceCollector {
  const { budget, redact, limits = evidenceLimits(), takenBack = [] } = options;
  const rows = new RowTiers(budget, redact, limits, (line) => readUnread(line));
  const turns = new UserTurns();
  const held = new HeldRows(rows, turns);
  const questions = new AskedQuestions();
  const rans = options.steps === "collect" ? new RanWindow(budget, redact) : undefined;
  const reader =
    rans &&
    new RanReader<number>({
      ran: (ran, { id }) => rans.add(ran, id, held.ordinals),
      replaced: (callId) => rans.remove(callId),
    });
  const found: TakenBack[] = [];
  const inherited = new InheritedTurns();
  let number = -1;
  let here: LinePlace | undefined;
  let usable = 0;
  let skipped = 0;

  const skip = () => {
    skipped += 1;
    turns.skipped();
  };
  const takeItem = (payload: JsonObject) => {
    reader?.item(payload, number);
    if (payload.type === "message" && payload.role === "user")
      return held.hear(turns.heard(userParts(payload), number, here));
    const item = evidenceItem(payload, questions);
    if (item === undefined) return;
    turns.answered();
    held.add(item);
  };
  const takeEvent = (payload: JsonObject) => {
    reader?.event(payload, number);
    const sent = parseUserEvent(payload);
    if (sent !== undefined) turns.sent(sent, number);
    else if (payload.type === "task_started" || payload.type === "turn_started") {
      inherited.turn(stringOf(payload.turn_id), number);
      turns.began(number);
    } else if (ENDS.has(String(payload.type))) turns.ended();
    else if (payload.type === "thread_rolled_back" && takenBack.length === 0) {
      const range = turns.tookBack(Number(payload.num_turns), number);
      // A later one can begin before an earlier one, and then holds it.
      while (range !== undefined && (found.at(-1)?.from ?? -1) >= range.from) found.pop();
      if (range !== undefined) found.push(range);
    } else return;
    held.release();
  };
  const sawMeta = (payload: JsonObject) => {
    const { id, forkedFromId, createdAt } = parseSessionMeta(payload);
    inherited.fork(id, forkedFromId, createdAt);
  };
  const takeParsed = (text: string, head?: LineHead) => {
    const line = parseObject(text);
    if (line === undefined) return skip();
    usable += 1;
    if (head === undefined) inherited.line(parseRfc3339(stringOf(line.timestamp) ?? ""), number);
    const payload = objectOf(line.payload);
    if (payload === undefined) return;
    if (line.type === "response_item") takeItem(payload);
    else if (line.type === "event_msg") takeEvent(payload);
    else if (line.type === "session_meta") sawMeta(payload);
  };
  const takeMeta = (bytes: Buffer, start: number, end: number) => {
    const payload = objectOf(parseMetaLine(bytes, start, end)?.payload);
    if (payload === undefined) return skip();
    usable += 1;
    sawMeta(payload);
  };
  const readUnread = (text: string) => {
    const payload = objectOf(parseObject(text)?.payload);
    if (payload !== undefined) return evidenceItem(payload, NO_QUESTIONS);
    usable -= 1;
    skipped += 1;
    return undefined;
  };
  /** A line of a tool for which no arena has room: longer than any row by far, so that few of it are kept. */
  const addLong = (bytes: Buffer, start: number, end: number) => {
    const item = readUnread(bytes.toString("utf8", start, end));
    if (item !== undefined) held.add(item);
  };
  /** Whether a line has to be understood where it stands: words of people and agents, questions, their answers. */
  const isSpoken = (head: LineHead, bytes: Buffer, start: number, end: number) => {
    if (head.payloadType === "message") return true;
    const isCall = head.payloadType === "function_call" || head.payloadType === "custom_tool_call";
    if (isCall) return bytes.subarray(start, end).includes(ASK_BYTES);
    for (const callId of questions.awaited) if (bytes.subarray(start, end).includes(callId)) return true;
    return false;
  };
  const isWantedEvent = ({ payloadType, completed }: LineHead) => {
    if (payloadType === "item_completed") return completed === "UserMessage" || (reader && RUNS.has(completed));
    return SPOKEN_EVENTS.has(payloadType) || (reader !== undefined && RUN_EVENTS.has(payloadType));
  };
  let gap = 0;
  /** Whether the person took this line back. */
  const isGone = () => {
    while (gap < takenBack.length && number > (takenBack[gap]?.to ?? 0)) gap += 1;
    const range = takenBack[gap];
    if (range === undefined || number < range.from) return false;
    if (number === range.from) turns.close();
    return true;
  };

  return {
    line(bytes, start, end, ending, place) {
      number += 1;
      here = place;
      if (isGone()) {
        usable += 1;
        return;
      }
      const isWhole = ending === "newline" && bytes[end - 1] === CLOSING_BRACE;
      const head = isWhole ? readLineHead(bytes, start, end) : undefined;
      if (head === undefined) return takeParsed(bytes.toString("utf8", start, end));
      inherited.line(head.time, number);
      if (head.type === "event_msg" && isWantedEvent(head)) return takeParsed(bytes.toString("utf8", start, end), head);
      if (head.type === "session_meta" && takenBack.length === 0) return takeMeta(bytes, start, end);
      if (head.type !== "response_item" || head.payloadType === "other") {
        usable += 1;
        return;
      }
      if (isSpoken(head, bytes, start, end)) return takeParsed(bytes.toString("utf8", start, end), head);
      if (reader?.needsOutputs || (reader && !head.payloadType.endsWith("_output"))) {
        const payload = objectOf(parseObject(bytes.toString("utf8", start, end))?.payload);
        if (payload === undefined) return skip();
        reader.item(payload, number);
      }
      turns.answered();
      usable += 1;
      if (!held.addUnread(bytes, start, end)) addLong(bytes, start, end);
    },
    unusable() {
      number += 1;
      if (!isGone()) skip();
    },
    endBlock() {},
    finish() {
      turns.finish();
      held.finish();
      const chosen = rows.choose(held.ordinals);
      const { text, rows: shown, omitted } = chosen;
      const steps = rans === undefined ? [] : mergeSteps(chosen, rans.rans());
      return {
        text,
        rows: shown,
        omitted,
        steps,
        usable,
        skipped,
        takenBack: takenBack.length > 0 ? [] : withInherited(found, inherited.range()),
      };
    },
  };
}

/** The lines that are no evidence, those that a fork repeats first. */
function withInherited(found: readonly TakenBack[], range: TakenBack | undefined): readonly TakenBack[] {
  return range === undefined ? found : [range, ...found.filter(({ from }) => from > range.to)];
}

const ASK_BYTES = Buffer.from(ASK_TOOL);
const CLOSING_BRACE = 0x7d;
/** An unread line is no answer: those are understood where they stand. */
const NO_QUESTIONS = new AskedQuestions();
const ENDS = new Set(["task_complete", "turn_complete", "turn_aborted"]);
const SPOKEN_EVENTS = new Set<string>(["user_message", "thread_rolled_back", "task_started", "turn_started", ...ENDS]);
const RUNS = new Set<string>(["CommandExecution", "McpToolCall", "FileChange", "WebSearch"]);
const RUN_EVENTS = new Set<string>(["exec_command_end", "mcp_tool_call_end", "patch_apply_end", "web_search_end"]);
