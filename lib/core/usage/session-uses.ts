import type { Citation } from "../citations/citation.ts";
import type { MemoryKind, MemoryPlaces } from "./memory-kind.ts";

/** An assistant message that cites memory. */
export interface CitingLine {
  /** The part of the history that it stands in, from 0, and its line there, 1-based. */
  readonly part: number;
  readonly line: number;
  /** The line's own time, as it is written. */
  readonly timestamp: string;
  readonly citation: Citation;
  /** Hash of the message's text, and which message with that text it is in this transcript, from 1. */
  readonly textHash: string;
  readonly occurrence: number;
}

/** A tool call that read memory files. */
export interface ReadingLine {
  readonly line: number;
  readonly timestamp: string;
  readonly tool: string;
  readonly kinds: readonly MemoryKind[];
  /** Hash of the call and what it ran, and which call with that hash it is in this transcript, from 1. */
  readonly callHash: string;
  readonly occurrence: number;
}

/** What is wanted of a transcript. What nobody takes is not looked for. */
export interface UseWishes {
  readonly citing?: "collect";
  readonly reading?: "collect";
  /** The memory root of this machine; by the names on their paths alone where it is not known. */
  readonly places?: MemoryPlaces;
}

/** How the session of a transcript used its memory. Turns that were taken back are no use. */
export interface SessionUses {
  readonly threadId: string;
  /** The thread this one goes back to: forks and sub-agents copy the turns of their parents. */
  readonly rootThreadId: string;
  readonly citing: readonly CitingLine[];
  readonly reading: readonly ReadingLine[];
  /** Commands that the agent ran, whether they read memory or not. */
  readonly commands: number;
}
