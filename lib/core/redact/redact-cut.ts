import { REDACTION_MARKER } from "../constants.ts";
import { countCharacters } from "../text/bytes.ts";
import type { SecretFinding } from "./finding.ts";
import { findSecrets } from "./redact.ts";
import { scanToFixpoint } from "./search/fixpoint-scan.ts";

/** The two ends of a redacted text of which the middle is cut away. */
export interface RedactedCut {
  /** The beginning of the redacted text; all of it where the ends would meet. */
  readonly head: string;
  /** The end of the redacted text; empty where `head` is all of it. */
  readonly tail: string;
  /** Characters of the text as it was that neither end stands for. */
  readonly skipped: number;
}

/**
 * How far beyond an end the text is looked at: a rule sees about 2,000 characters, and what it takes out may let the
 * rules of the next rounds see theirs.
 */
const MARGIN = 8_192;
/** The part of the margin beyond which nothing is trusted: what a rule found there could have had more to see. */
const UNSURE = 4_096;
/** Blocks of private keys go on over any number of lines. */
const BLOCK_MARKS = [/PRIVATE KEY|PuTTY-User/, /Static key V1/];

/**
 * The first and the last `keep` UTF-16 units of `redactText(text)`, without redacting what lies between where that can
 * make no difference. No marker and no surrogate pair is halved, so an end may be a little longer. The result is
 * `cutRedacted(text, findSecrets(text), keep)`: the whole text is looked at where a key block, a secret or a line without
 * an end could reach from the middle into an end.
 */
export function redactCut(text: string, keep: number): RedactedCut {
  return cutByEnds(text, keep) ?? cutRedacted(text, findSecrets(text), keep);
}

/** The same cut of a text whose secrets are known. */
export function cutRedacted(text: string, findings: readonly SecretFinding[], keep: number): RedactedCut {
  const head = headOf(text, findings, keep);
  const tail = tailOf(text, findings, keep);
  if (head.at <= tail.at)
    return { head: head.text, tail: tail.text, skipped: countCharacters(text.slice(head.at, tail.at)) };
  return { head: headOf(text, findings, Number.POSITIVE_INFINITY).text, tail: "", skipped: 0 };
}

function cutByEnds(text: string, keep: number): RedactedCut | undefined {
  const reach = keep + MARGIN;
  if (text.length <= 2 * reach || BLOCK_MARKS.some((mark) => mark.test(text))) return undefined;
  const head = headWindow(text, keep, reach);
  if (head === undefined) return undefined;
  const tail = tailWindow(text, keep, reach);
  if (tail === undefined) return undefined;
  return { head: head.text, tail: tail.text, skipped: countCharacters(text.slice(head.at, tail.at)) };
}

/** A part of a redacted text, and the offset in the text where it ends (a head) or begins (a tail). */
interface End {
  readonly text: string;
  readonly at: number;
}

function headWindow(text: string, keep: number, reach: number): End | undefined {
  const window = text.slice(0, reach);
  const sure = reach - UNSURE;
  const findings = scanToFixpoint(window, 0, reach);
  if (findings.some(({ start, end }) => start < sure && end >= sure)) return undefined;
  const head = headOf(window, findings, keep);
  return head.at <= sure && head.text.length >= keep ? head : undefined;
}

function tailWindow(text: string, keep: number, reach: number): End | undefined {
  const first = text.length - reach;
  // Nothing but a block goes on behind the end of a line.
  const line = text.indexOf("\n", first) + 1;
  if (line === 0 || line > first + MARGIN - UNSURE) return undefined;
  const window = text.slice(line);
  const sure = first + MARGIN - line;
  const findings = scanToFixpoint(window, 0, window.length);
  if (findings.some(({ start, end }) => start < sure && end > sure)) return undefined;
  const tail = tailOf(window, findings, keep);
  return tail.at >= sure - UNSURE / 2 && tail.text.length >= keep ? { text: tail.text, at: tail.at + line } : undefined;
}

function headOf(text: string, findings: readonly SecretFinding[], keep: number): End {
  const pieces: string[] = [];
  let length = 0;
  let at = 0;
  for (const { start, end } of findings) {
    if (length + start - at >= keep) break;
    pieces.push(text.slice(at, start), REDACTION_MARKER);
    length += start - at + REDACTION_MARKER.length;
    at = end;
    if (length >= keep) return { text: pieces.join(""), at };
  }
  const stop = wholeCharacter(text, Math.min(text.length, at + Math.max(0, keep - length)), 1);
  pieces.push(text.slice(at, stop));
  return { text: pieces.join(""), at: stop };
}

function tailOf(text: string, findings: readonly SecretFinding[], keep: number): End {
  const pieces: string[] = [];
  let length = 0;
  let at = text.length;
  for (const { start, end } of findings.toReversed()) {
    if (length + at - end >= keep) break;
    pieces.push(text.slice(end, at), REDACTION_MARKER);
    length += at - end + REDACTION_MARKER.length;
    at = start;
    if (length >= keep) return { text: pieces.reverse().join(""), at };
  }
  const stop = wholeCharacter(text, Math.max(0, at - Math.max(0, keep - length)), -1);
  pieces.push(text.slice(stop, at));
  return { text: pieces.reverse().join(""), at: stop };
}

/** `at`, or its neighbour where it would halve a surrogate pair. */
function wholeCharacter(text: string, at: number, step: 1 | -1): number {
  const unit = text.charCodeAt(at);
  const before = text.charCodeAt(at - 1);
  return unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff ? at + step : at;
}
