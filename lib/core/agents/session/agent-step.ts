import type { Ran } from "../../evidence/ran.ts";
import type { EvidenceItem } from "../../evidence/tiers.ts";

/** Where in a transcript something stands. */
export interface StepPlace {
  /** Which line, message or database row of the session it is, from 1. */
  readonly line: number;
  /** Milliseconds since the epoch; undefined where the record has no time. */
  readonly timeMs: number | undefined;
  /** The record says of itself that it was copied from the session this one was forked from. */
  readonly copied: boolean;
}

/** One step of a session, in the order of its transcript. */
export type AgentStep =
  /** A row of evidence. `key`: the record's id, of a turn of the person. */
  | ({ readonly kind: "row"; readonly key?: string; readonly place: StepPlace } & EvidenceItem)
  /** Something that ran, told once it has come to an end. */
  | { readonly kind: "ran"; readonly ran: Ran; readonly place: StepPlace }
  /** What stands between the person's last words and this was aborted, or the words themselves taken back. */
  | { readonly kind: "stopped"; readonly how: "aborted" | "undone"; readonly place: StepPlace };
