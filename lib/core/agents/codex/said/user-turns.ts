import type { LinePlace } from "../../../evidence/line-sink.ts";
import { pairTwins, type SpokenPart, type UserMessageItem } from "./twins.ts";
import type { UserEvent } from "./user-event.ts";
import type { UserPart } from "./user-parts.ts";

/** Lines of a transcript that the person took back, both ends included. */
export interface TakenBack {
  readonly from: number;
  readonly to: number;
}

/** Undecided words are kept up to this, in characters; more without any event is what no real session has. */
const UNDECIDED_MAX_CHARS = 1024 * 1024;

interface Turn {
  start: number | undefined;
  readonly messages: UserMessageItem[];
  readonly events: { readonly at: number; readonly event: UserEvent }[];
  /** The agent has said or done something. */
  answered: boolean;
  skipped: boolean;
  /** It is among the turns of the person. */
  counted: boolean;
}

/**
 * Follows the turns of a transcript and decides who wrote each message of role `user`: its events say what the person
 * typed, and come after their items or before them. Whatever has no such twin while the file goes on to have events
 * was written by the harness; after the last event, in turns with skipped lines and in files without events nobody
 * knows, and `speaker` stays undefined. Lines are told by their number in the transcript.
 */
export class UserTurns {
  private turn = newTurn();
  /** Turns of the person that were not taken back, by the line that they begin at. */
  private readonly starts: number[] = [];
  /** Messages without a twin after the last event so far. */
  private orphans: UserMessageItem[] = [];
  private undecided = new Set<UserMessageItem>();
  private chars = 0;
  private lastEventAt = -1;
  /** The transcript says where turns begin. */
  private marked = false;

  /** A message of role `user`. Whether it is decided shows `isDecided`. */
  heard(parts: readonly UserPart[], at: number, place?: LinePlace): UserMessageItem {
    this.beginUnlessOpen(at);
    const spoken = parts.map((part): SpokenPart => ({ ...part, speaker: part.declared }));
    const message = { at, ...(place && { place }), parts: spoken };
    this.turn.messages.push(message);
    this.chars += parts.reduce((sum, { text }) => sum + text.length, 0);
    if (message.parts.some(({ speaker }) => speaker === undefined)) this.undecided.add(message);
    if (this.chars > UNDECIDED_MAX_CHARS) this.giveUp();
    return message;
  }

  isDecided(message: UserMessageItem): boolean {
    return !this.undecided.has(message);
  }

  /** What the person sent, as an event says. */
  sent(event: UserEvent, at: number): void {
    this.beginUnlessOpen(at);
    for (const orphan of this.orphans.splice(0)) this.settle(orphan, "harness");
    const { turn } = this;
    if (!turn.counted) this.starts.push(turn.start ?? at);
    else if (!this.marked) this.starts.push(turn.messages.find((message) => message.at > this.lastEventAt)?.at ?? at);
    turn.counted = true;
    turn.events.push({ at, event });
    this.lastEventAt = at;
    this.chars += event.texts.reduce((sum, text) => sum + text.length, 0);
    if (this.chars > UNDECIDED_MAX_CHARS) this.giveUp();
  }

  /** Anything that the agent said or did. */
  answered(): void {
    this.turn.answered = true;
  }

  /** A line that says that a turn begins. */
  began(at: number): void {
    this.marked = true;
    // Some write the message first and the mark after it.
    if (this.turn.answered || this.turn.counted) this.close();
    this.turn.start ??= at;
  }

  /** A line that says that a turn is over. */
  ended(): void {
    this.close();
  }

  /** A line that could not be read. */
  skipped(): void {
    this.turn.skipped = true;
  }

  /** The lines that go when this many turns are taken back at this line; undefined when there is nothing to take. */
  tookBack(count: number, at: number): TakenBack | undefined {
    this.close();
    const from = this.starts[Math.max(0, this.starts.length - count)];
    if (count <= 0 || from === undefined) return undefined;
    this.starts.length = Math.max(0, this.starts.length - count);
    return { from, to: at };
  }

  /** Ends the turn: no twin can come any more. */
  close(): void {
    const { messages, events, skipped } = this.turn;
    pairTwins(events, messages);
    for (const message of messages) {
      if (message.parts.every(({ speaker }) => speaker !== undefined)) this.settle(message, undefined);
      else if (skipped) this.settle(message, undefined);
      else if (message.at < this.lastEventAt) this.settle(message, "harness");
      else if (this.undecided.has(message)) this.orphans.push(message);
    }
    this.chars = this.orphans.reduce(
      (sum, { parts }) => sum + parts.reduce((all, { text }) => all + text.length, 0),
      0,
    );
    this.turn = newTurn();
  }

  /** Ends the transcript: whoever has no speaker by now gets none. */
  finish(): void {
    this.close();
    this.giveUpOrphans();
  }

  /** Where no line says so, the agent's last word before the person's next ends a turn. */
  private beginUnlessOpen(at: number): void {
    if (!this.marked && this.turn.answered) this.close();
    this.turn.start ??= at;
  }

  /** Decides what can be decided now, and leaves the rest without a speaker. */
  giveUp(): void {
    this.close();
    this.giveUpOrphans();
  }

  private giveUpOrphans(): void {
    for (const orphan of this.orphans.splice(0)) this.settle(orphan, undefined);
    this.chars = 0;
  }

  private settle(message: UserMessageItem, speaker: "harness" | undefined): void {
    for (const part of message.parts) part.speaker ??= speaker;
    this.undecided.delete(message);
  }
}

function newTurn(): Turn {
  return { start: undefined, messages: [], events: [], answered: false, skipped: false, counted: false };
}
