/** Kinds of evidence, most valuable first: what a person said goes last, what a tool printed goes first. */
export const TIERS = [
  "human user",
  "assistant final",
  "other agent",
  "assistant commentary",
  "harness context",
  "tool",
] as const;
export type Tier = (typeof TIERS)[number];

/** One kept item of a rollout, as plain text that was not redacted or cut yet. */
export interface EvidenceItem {
  readonly tier: Tier;
  readonly text: string;
  /** The row's text may be this long, in bytes. */
  readonly maxBytes: number;
  /** The line of the transcript that holds it, from 1; known of what a person may have said. */
  readonly line?: number;
  /** The byte of its file at which that line begins, where the session lies in files of lines. */
  readonly byte?: number;
}

/** No row's text is longer, and no tool output's than the second figure; the label above it is not counted. */
export const ROW_MAX_BYTES = 10_000;
export const TOOL_OUTPUT_MAX_BYTES = 8_000;

/** Stands for a run of rows that are left out. */
export const OMISSION_MARKER = "[... response items omitted ...]";
