import type { LinePlace } from "../../../evidence/line-sink.ts";
import { foldText } from "../../fold-text.ts";
import type { UserEvent } from "./user-event.ts";
import type { Speaker, UserPart } from "./user-parts.ts";

/** A message of role `user` whose parts find their speakers one after the other. */
export interface UserMessageItem {
  /** Its line in the transcript, over all of its files. */
  readonly at: number;
  /** Where it stands in its file, where that was told. */
  readonly place?: LinePlace;
  readonly parts: readonly SpokenPart[];
}

/** A part, and who wrote it as far as it is known. */
export interface SpokenPart extends UserPart {
  speaker: Speaker | undefined;
  /** What of the text the person typed, when the event holds only that. */
  request?: string;
}

/** How well an event fits a message, best last. */
const NO_FIT = 0;
const MEDIA_ONLY = 1;
const REQUEST_AT_END = 2;
const JOINED = 3;
const EQUAL = 4;

/**
 * Pairs the events of a turn with its messages, one event with one message, and says of each part of a paired message
 * whether the person wrote it. The best fit wins, of equal ones the message right before the event, since both forms
 * write the item first, then the next after it.
 */
export function pairTwins(
  events: readonly { readonly at: number; readonly event: UserEvent }[],
  messages: readonly UserMessageItem[],
): void {
  const free = new Set(messages);
  for (const { at, event } of events) {
    let best: { readonly message: UserMessageItem; readonly fit: number } | undefined;
    for (const message of free) {
      const fit = fitOf(event, message);
      if (fit === NO_FIT || (best !== undefined && fit < best.fit)) continue;
      const isCloser = best === undefined || fit > best.fit || message.at < at;
      if (isCloser) best = { message, fit };
    }
    if (best === undefined) continue;
    free.delete(best.message);
    assignSpeakers(event, best.message, best.fit);
  }
}

function fitOf(event: UserEvent, { parts }: UserMessageItem): number {
  const open = parts.filter(({ declared }) => declared !== "harness");
  const words = open.filter(({ isMedia }) => !isMedia).map(({ text }) => foldText(text));
  if (event.texts.length === 0) return event.hasMedia && open.some(({ isMedia }) => isMedia) ? MEDIA_ONLY : NO_FIT;
  if (event.texts.every((text) => words.includes(text))) return EQUAL;
  if (joinedRun(event, words) !== undefined) return JOINED;
  return words.some((word) => event.texts.some((text) => endsWith(word, text))) ? REQUEST_AT_END : NO_FIT;
}

function assignSpeakers(event: UserEvent, { parts }: UserMessageItem, fit: number): void {
  const words = parts.filter(({ isMedia, declared }) => !isMedia && declared !== "harness");
  const run =
    fit === JOINED
      ? joinedRun(
          event,
          words.map(({ text }) => foldText(text)),
        )
      : undefined;
  for (const part of parts) {
    if (part.declared === "harness") continue;
    const folded = foldText(part.text);
    const request = event.texts.find((text) => endsWith(folded, text));
    const index = words.indexOf(part);
    const isJoined = run !== undefined && index >= run.from && index < run.to;
    if (part.isMedia || isJoined || event.texts.includes(folded)) part.speaker = "person";
    else if (request !== undefined && fit === REQUEST_AT_END) {
      part.speaker = "person";
      part.request = request;
    } else part.speaker ??= "harness";
  }
}

/** Whether a folded text has this at its end, after something else. */
function endsWith(text: string, end: string): boolean {
  return text.length > end.length && text.endsWith(` ${end}`);
}

/** The neighbouring parts that the event's texts were before they were joined or parted. */
function joinedRun(event: UserEvent, words: readonly string[]): { from: number; to: number } | undefined {
  const wanted = squeeze(event.texts.join(""));
  const parts = words.map(squeeze);
  for (let from = 0; from < parts.length; from += 1) {
    let joined = "";
    for (let to = from; to < parts.length && joined.length < wanted.length; ) {
      joined += parts[to] ?? "";
      to += 1;
      if (joined === wanted) return { from, to };
    }
  }
  return undefined;
}

function squeeze(text: string): string {
  return text.replaceAll(/\s/g, "");
}
