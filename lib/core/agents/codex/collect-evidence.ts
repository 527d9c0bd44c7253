/**
 * A rollout as evidence for a model, in one pass and bounded memory. Lines are judged by their first bytes; tool calls
 * and outputs, most of every rollout, are parsed and redacted only when they are still among the newest at the end; a
 * line that is dropped unread counts as a row that was left out.
 */

import { chooseRows, type Evidence } from "../../evidence/choose-rows.ts";
import { LineArena } from "../../evidence/line-arena.ts";
import type { LineSink } from "../../evidence/line-sink.ts";
import type { Redactor } from "../../evidence/row-text.ts";
import { TierWindow, type WindowRow } from "../../evidence/tier-window.ts";
import { type EvidenceItem, TIERS, type Tier } from "../../evidence/tiers.ts";
import { objectOf, parseObject } from "../../text/json.ts";
import { ASK_TOOL, AskedQuestions } from "./asked-questions.ts";
import { evidenceItem } from "./evidence-item.ts";
import { type PayloadType, readLineHead } from "./line-head.ts";

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
  /** For the lines of tools, which are kept unread: one for each generation. */
  readonly arenas: readonly [LineArena, LineArena];
  /** For the texts of everybody else, in characters per tier and generation. */
  readonly pendingChars: number;
}

const ARENA_BYTES = 8 * 1024 * 1024;
const PENDING_CHARS = 1024 * 1024;

/** Limits for rollouts of any length; the arenas serve one collection after the other. */
export function evidenceLimits(arenaBytes = ARENA_BYTES, pendingChars = PENDING_CHARS): EvidenceLimits {
  return { arenas: [new LineArena(arenaBytes), new LineArena(arenaBytes)], pendingChars };
}

/** Starts collecting evidence that is to be at most `budget` bytes long, with secrets taken out by `redact`. */
export function collectEvidence(budget: number, redact: Redactor, limits = evidenceLimits()): EvidenceCollector {
  const placeOf = (tier: Tier) => {
    const window = new TierWindow(tier, redact, (line) => readLine(line));
    return { tier, window, pendingChars: 0, floor: 0 };
  };
  const tools = placeOf("tool");
  const tiers = TIERS.map((tier) => (tier === "tool" ? tools : placeOf(tier)));
  const questions = new AskedQuestions();
  let [arena, otherArena] = limits.arenas;
  arena.clear();
  let ordinals = 0;
  let usable = 0;
  let skipped = 0;

  /** Ends a generation of the tiers up to this one: what more valuable ones are known to take is not theirs. */
  const turn = (last: Tier) => {
    let share = budget;
    for (const each of tiers) {
      each.floor = Math.max(each.floor, each.window.turn(share));
      each.pendingChars = 0;
      share = Math.max(0, share - each.floor);
      if (each.tier === last) break;
    }
  };
  const addItem = (item: EvidenceItem) => {
    const place = tiers.find(({ tier }) => tier === item.tier);
    if (place === undefined) return;
    place.window.add(ordinals, item);
    ordinals += 1;
    place.pendingChars += item.text.length;
    if (place.pendingChars > limits.pendingChars) turn(item.tier);
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
    let from = arena.keep(bytes, start, end);
    if (from < 0) {
      turn("tool");
      [arena, otherArena] = [otherArena, arena];
      arena.clear();
      from = arena.keep(bytes, start, end);
    }
    if (from < 0) return takeParsed(bytes.toString("utf8", start, end));
    usable += 1;
    tools.window.addUnread(ordinals, arena, from, from + end - start);
    ordinals += 1;
  };
  const readLine = (text: string) => {
    const payload = objectOf(parseObject(text)?.payload);
    if (payload !== undefined) return evidenceItem(payload, NO_QUESTIONS);
    usable -= 1;
    skipped += 1;
    return undefined;
  };
  /** Whether a line has to be understood where it stands: words of people and agents, questions and their answers. */
  const isSpoken = (type: PayloadType, bytes: Buffer, start: number, end: number) => {
    if (type === "message") return true;
    const isCall = type === "function_call" || type === "custom_tool_call";
    if (isCall) return bytes.subarray(start, end).includes(ASK_BYTES);
    for (const callId of questions.awaited) if (bytes.subarray(start, end).includes(callId)) return true;
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
      if (isSpoken(head.payloadType, bytes, start, end)) takeParsed(bytes.toString("utf8", start, end));
      else takeUnread(bytes, start, end);
    },
    unusable() {
      skipped += 1;
    },
    endBlock() {},
    finish() {
      let share = budget;
      const rows: WindowRow[] = [];
      for (const { window } of tiers) {
        const newest = window.rows(share);
        share = newest.reduce((left, row) => Math.max(0, left - row.bytes), share);
        rows.push(...newest);
      }
      rows.sort((a, b) => a.ordinal - b.ordinal);
      const voids = tiers.flatMap(({ window }) => window.voids).toSorted((a, b) => a - b);
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
