import { countCharacters, utf8Length } from "../text/bytes.ts";
import { withoutTerminalCodes } from "../text/terminal-text.ts";
import { joinEnds, truncateMiddle } from "../text/truncate.ts";
import { type EvidenceItem, OMISSION_MARKER, TIERS } from "./tiers.ts";

/** Takes secrets out of a text. */
export type Redactor = (text: string) => string;

/** Texts up to this many characters are redacted whole, as almost all are. */
const WHOLE_CHARS = 256 * 1024;
/** Of a longer one, as much of each end. */
const END_CHARS = 64 * 1024;
/** What a cut could have halved lies this close to it; no rule of a redactor looks further in ordinary text. */
const MARGIN_CHARS = 16 * 1024;

/**
 * The text of an item's row: terminal codes and secrets taken out first, then control characters made visible, labels
 * in it made harmless, and only then cut to its bytes. Of a very long text only the ends are looked at, far enough beyond what
 * is kept that no secret is halved there.
 */
export function rowText(item: EvidenceItem, redact: Redactor): string {
  const { maxBytes } = item;
  // A colour code in the middle of a secret would hide it.
  const text = withoutTerminalCodes(item.text);
  if (text.length <= WHOLE_CHARS || KEY_BLOCK.test(text)) return truncateMiddle(harmless(redact(text)), maxBytes);
  const headEnd = wholeCharacter(text, END_CHARS);
  const tailStart = wholeCharacter(text, text.length - END_CHARS);
  const head = harmless(redact(text.slice(0, headEnd)));
  const tail = harmless(redact(text.slice(tailStart)));
  // Where a secret took most of an end, the rest of it could be the half of another.
  const enough = maxBytes + MARGIN_CHARS;
  if (head.length < enough || tail.length < enough) return truncateMiddle(harmless(redact(text)), maxBytes);
  const between = countCharacters(text.slice(headEnd, tailStart));
  return joinEnds(head, countCharacters(head) + between + countCharacters(tail), tail, maxBytes);
}

/** The only secrets that run over many lines. */
const KEY_BLOCK = /PRIVATE KEY/;

/** `at`, or one less where it would halve a surrogate pair. */
function wholeCharacter(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
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
