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

export const EMPTY_STATE: MetadataState = { facts: {}, turns: [], usable: 0, unknown: 0, skipped: 0 };

/** Forks share their first turns; more than this many are never compared. */
export const MAX_TURN_MARKS = 2_000;
