import type { SessionStep } from "../../evidence/ran.ts";
import type { EvidenceItem } from "../../evidence/tiers.ts";

/** Where in a transcript something stands. */
export interface StepPlace {
  /** Which line, message or database row of the session it is, from 1. */
  readonly line: number;
  /** The byte of its file at which that line begins; undefined for messages of a document and rows of a database. */
  readonly byte: number | undefined;
  /** Milliseconds since the epoch; undefined where the record has no time. */
  readonly timeMs: number | undefined;
  /** The record says of itself that it was copied from the session this one was forked from. */
  readonly copied: boolean;
}

/** One step of a session as its reader gives it, in the order of its transcript. */
export type AgentStep =
  /** A row of evidence. `key`: the record's id, of a turn of the person. */
  | (Extract<SessionStep, { kind: "row" }> & EvidenceItem & { readonly key?: string; readonly place: StepPlace })
  /** Something that ran, told once it has come to an end. */
  | (Extract<SessionStep, { kind: "ran" }> & { readonly tool?: string; readonly place: StepPlace })
  /** A tool of the product's own read a file. */
  | { readonly kind: "read"; readonly path: string; readonly tool?: string; readonly place: StepPlace }
  /** What stands between the person's last words and this was aborted, or the words themselves taken back. */
  | { readonly kind: "stopped"; readonly how: "aborted" | "undone"; readonly place: StepPlace };
