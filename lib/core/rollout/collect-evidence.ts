/**
 * A rollout as evidence for a model, in one pass and bounded memory. Lines are judged by their first bytes; tool calls
 * and outputs, most of every rollout, are parsed and redacted only when they are still among the newest at the end; a
 * line that is dropped unread counts as a row that was left out.
 */
import { ASK_TOOL, AskedQuestions } from "./asked-questions.ts";
import { chooseRows, type Evidence } from "./choose-rows.ts";
import { evidenceItem } from "./evidence-item.ts";
import { objectOf, parseObject } from "./json.ts";
import { LineArena } from "./line-arena.ts";
import { type PayloadType, readLineHead } from "./line-head.ts";
import type { LineSink } from "./line-sink.ts";
import type { Redactor } from "./row-text.ts";
import { TierWindow } from "./tier-window.ts";
import { type EvidenceItem, TIERS, type Tier } from "./tiers.ts";

/** What was collected, and how much of the file could be used. */
export interface CollectedEvidence extends Evidence {
  /** Lines that are JSON objects, as far as was looked at, and lines that are not. */
  readonly usable: number;
  readonly skipped: number;
}

export interface EvidenceCollector extends LineSink {
  /** Ends the pass. */
  finish(): CollectedEvidence;
}

/** How much is kept before what cannot be chosen any more is dropped. The result does not depend on it. */
export interface EvidenceLimits {
  /** For the lines of tools, which are kept unread. */
  readonly arena: LineArena;
  /** For the texts of everybody else, in characters per tier. */
  readonly pendingChars: number;
}

const ARENA_BYTES = 16 * 1024 * 1024;
const PENDING_CHARS = 2 * 1024 * 1024;

/** Limits for rollouts of any length; the arena serves one collection after the other. */
export function evidenceLimits(): EvidenceLimits {
  return { arena: new LineArena(ARENA_BYTES), pendingChars: PENDING_CHARS };
}

/** Starts collecting evidence that is to be at most `budget` bytes long, with secrets taken out by `redact`. */
export function collectEvidence(budget: number, redact: Redactor, limits = evidenceLimits()): EvidenceCollector {
  const { arena } = limits;
  arena.clear();
  const windows = new Map(TIERS.map((tier) => [tier, new TierWindow(tier, budget, redact)]));
  const pendingChars = new Map<Tier, number>();
  const questions = new AskedQuestions();
  let ordinals = 0;
  let usable = 0;
  let skipped = 0;

  const windowOf = (tier: Tier): TierWindow => windows.get(tier) ?? new TierWindow(tier, budget, redact);
  const addItem = (item: EvidenceItem) => {
    windowOf(item.tier).add(ordinals, () => item);
    ordinals += 1;
    const chars = (pendingChars.get(item.tier) ?? 0) + item.text.length;
    pendingChars.set(item.tier, chars);
    if (chars > limits.pendingChars) settle(item.tier);
  };
  const settle = (tier: Tier) => {
    windowOf(tier).settle();
    pendingChars.set(tier, 0);
    if (tier === "tool") arena.clear();
  };
  const takeParsed = (text: string) => {
    const line = parseObject(text);
    if (line === undefined) {
      skipped += 1;
      return;
    }
    usable += 1;
    const payload = line.type === "response_item" ? objectOf(line.payload) : undefined;
    const item = payload === undefined ? undefined : evidenceItem(payload, questions);
    if (item !== undefined) addItem(item);
  };
  const takeUnread = (bytes: Buffer, start: number, end: number) => {
    let kept = arena.keep(bytes, start, end);
    if (kept === undefined) {
      settle("tool");
      kept = arena.keep(bytes, start, end);
    }
    if (kept === undefined) return takeParsed(bytes.toString("utf8", start, end));
    const text = kept;
    usable += 1;
    windowOf("tool").add(ordinals, () => {
      const payload = objectOf(parseObject(text())?.payload);
      if (payload !== undefined) return evidenceItem(payload, NO_QUESTIONS);
      usable -= 1;
      skipped += 1;
      return undefined;
    });
    ordinals += 1;
  };
  /** Whether a line has to be understood where it stands: words of people and agents, questions and their answers. */
  const isSpoken = (type: PayloadType, line: Buffer) => {
    if (type === "message") return true;
    if (type === "function_call" || type === "custom_tool_call") return line.includes(ASK_BYTES);
    if (!type.endsWith("_output")) return false;
    for (const callId of questions.awaited) if (line.includes(callId)) return true;
    return false;
  };

  return {
    line(bytes, start, end, ending) {
      const head =
        ending === "newline" && bytes[end - 1] === CLOSING_BRACE ? readLineHead(bytes, start, end) : undefined;
      if (head === undefined) return takeParsed(bytes.toString("utf8", start, end));
      if (head.type !== "response_item" || head.payloadType === "other") {
        usable += 1;
        return;
      }
      if (isSpoken(head.payloadType, bytes.subarray(start, end))) takeParsed(bytes.toString("utf8", start, end));
      else takeUnread(bytes, start, end);
    },
    unusable() {
      skipped += 1;
    },
    endBlock() {},
    finish() {
      const rows = TIERS.flatMap((tier) => windowOf(tier).settle()).toSorted((a, b) => a.ordinal - b.ordinal);
      const voids = TIERS.flatMap((tier) => windowOf(tier).voids).toSorted((a, b) => a - b);
      let passed = 0;
      const ranked = rows.map(({ ordinal, ...row }) => {
        while ((voids[passed] ?? ordinals) < ordinal) passed += 1;
        return { ...row, rank: ordinal - passed };
      });
      return { ...chooseRows(ranked, ordinals - voids.length, budget), usable, skipped };
    },
  };
}

const ASK_BYTES = Buffer.from(ASK_TOOL);
const CLOSING_BRACE = 0x7d;
/** An unread line is no answer: those are understood where they stand. */
const NO_QUESTIONS = new AskedQuestions();
