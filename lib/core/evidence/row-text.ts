import type { RedactedCut } from "../redact/redact-cut.ts";
import { countCharacters, utf8Length } from "../text/bytes.ts";
import { withoutTerminalCodes } from "../text/terminal-text.ts";
import { joinEnds, truncateMiddle } from "../text/truncate.ts";
import { type EvidenceItem, OMISSION_MARKER, TIERS } from "./tiers.ts";

/** Takes secrets out of the two ends of a text of which no more than `keep` UTF-16 units each are shown: `redactCut`. */
export type CutRedactor = (text: string, keep: number) => RedactedCut;

/** Room for the marker of a cut and for a character that does not fit, so that what is kept of an end is never all of it. */
const SPARE_UNITS = 64;

/**
 * The text of an item's row: terminal codes and secrets taken out first, then control characters made visible, labels
 * in it made harmless, and only then cut to its bytes. Of a text that is cut only the ends are redacted, with the same result; the
 * marker counts the characters between them as they were.
 */
export function rowText(item: EvidenceItem, redact: CutRedactor): string {
  const { maxBytes } = item;
  // A colour code in the middle of a secret would hide it.
  const text = withoutTerminalCodes(item.text);
  // A unit is at least one byte, and each end gets half of them.
  const cut = redact(text, Math.ceil(maxBytes / 2) + SPARE_UNITS);
  const head = harmless(cut.head);
  if (cut.tail === "") return truncateMiddle(head, maxBytes);
  const tail = harmless(cut.tail);
  return joinEnds(head, countCharacters(head) + cut.skipped + countCharacters(tail), tail, maxBytes);
}

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** Lines that read like our own: a file that was printed could pass for a person's words. */
const OWN_LINE = new RegExp(`^\\[(?:${TIERS.join("|")})\\]$|^${escaped(OMISSION_MARKER)}$`, "gm");

function harmless(text: string): string {
  const visible = text.toWellFormed().replaceAll(CONTROL, "\ufffd");
  // Looking for a bracket at the start of a line costs a tenth of the expression.
  return visible.startsWith("[") || visible.includes("\n[") ? visible.replaceAll(OWN_LINE, " $&") : visible;
}

function escaped(text: string): string {
  return text.replaceAll(/[[\].]/g, "\\$&");
}

/** Bytes that a row takes with its label: `[<tier>]`, newline, text, newline. */
export function rowBytes(tier: string, textBytes: number): number {
  return tier.length + textBytes + "[]\n\n".length;
}

/** Bytes of a row's text. */
export const textBytes = utf8Length;

/** A row as it is written. */
export function renderRow(tier: string, text: string): string {
  return `[${tier}]\n${text}\n`;
}
