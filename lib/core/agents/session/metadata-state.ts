import { objectOf, parseObject } from "../../text/json.ts";
import type { SessionFacts } from "./session-event.ts";

/** A turn of the person, by which forks are told from their parents. Times in milliseconds. */
export interface TurnMark {
  readonly key: string;
  readonly timeMs?: number;
  readonly copied?: true;
}

/**
 * What one pass over a session's records keeps for its row. Plain JSON: kept beside the row, it lets a grown
 * transcript be continued as if it had been read from the start.
 */
export interface MetadataState {
  readonly facts: SessionFacts;
  /** The person's first words, and the first that no fork copied. */
  readonly firstSaid?: string;
  readonly firstOwnSaid?: string;
  readonly firstMs?: number;
  readonly newestMs?: number;
  /** Some record claims a time beyond the file's own plus a day. */
  readonly future?: true;
  /** How the person's turns came in. */
  readonly typed?: true;
  readonly piped?: true;
  /** A web search or another MCP server brought in text from outside. */
  readonly external?: true;
  readonly turns: readonly TurnMark[];
  /** Records that could be read, those of them whose kind is not known, and what could not be read. */
  readonly usable: number;
  readonly unknown: number;
  readonly skipped: number;
}

/** Stands for a first message that has pictures and no words: it gives a session no title. */
export const IMAGE_ONLY = "[Image]";

export const EMPTY_STATE: MetadataState = { facts: {}, turns: [], usable: 0, unknown: 0, skipped: 0 };

/** Raised when a kept state means something else than before: older ones are then read anew. */
const VERSION = 1;

/** A state as it is kept beside the row. What the person said is left out: the row has it, redacted. */
export function renderMetadataState({ firstSaid, firstOwnSaid, facts, ...state }: MetadataState): string {
  const spoke = { ...(firstSaid !== undefined && { said: true }), ...(firstOwnSaid !== undefined && { own: true }) };
  return JSON.stringify({ v: VERSION, ...state, ...spoke, facts: { ...facts, title: undefined } });
}

/** The state back from what was kept and the row's texts; undefined when it cannot be gone on from. */
export function parseMetadataState(text: string, firstUserMessage: string, title: string): MetadataState | undefined {
  const kept = parseObject(text);
  const facts = objectOf(kept?.facts);
  const isKnown = kept?.v === VERSION && facts !== undefined && Array.isArray(kept.turns);
  if (!isKnown || [kept.usable, kept.unknown, kept.skipped].some((count) => typeof count !== "number"))
    return undefined;
  const { v: _, said, own, ...state } = kept;
  return {
    ...EMPTY_STATE,
    ...state,
    facts: { ...facts, ...(title !== "" && title !== firstUserMessage && { title }) },
    ...(said === true && { firstSaid: firstUserMessage }),
    ...(own === true && { firstOwnSaid: firstUserMessage }),
  };
}

/** Forks share their first turns; more than this many are never compared. */
export const MAX_TURN_MARKS = 2_000;
