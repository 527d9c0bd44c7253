import { REDACTION_MARKER } from "../../../constants.ts";
import type { Report } from "../../finding.ts";
import { ALNUM, BASE64_EXTRA, classAt, DIGIT, runEnd, runStart, TOKEN } from "../../search/characters.ts";
import { isUuid, looksHexadecimal, looksRandom, RANDOM_MIN_LENGTH, shapeOf } from "../../search/randomness.ts";
import { isPlaceholder } from "../values/placeholders.ts";
import { PUBLIC_KEY } from "../values/public-keys.ts";
import { isNamedNearby } from "./nearby-words.ts";
import { isPrefixedKey, startsLikePrefix } from "./prefixed-key.ts";
import { findPresetSecret } from "./preset.ts";
import { vendorKeyAt } from "./vendor-keys.ts";

/** A run that goes on for longer than this is data, not a key. */
const RUN_MAX_LENGTH = 4_096;
/** Below this a run of few digits is words; all else is looked at closely. */
const WORDY_SURPRISE = 5;
const SURELY_WORDY = 4.5;
/** A hexadecimal run of this length may be a key where words beside it say so. */
const HEX_MIN_LENGTH = 24;

/**
 * Keys that stand for themselves: runs of 16 and more letters, digits, `_` and `-` that are a vendor's key, a prefix
 * and random text, a JSON Web Token, or random with words beside them that name it a key. Runs that start in
 * `[from, to)` are looked at. Most text has no such run: the search looks at every sixteenth character and steps back
 * from there, so that it touches a fraction of the text.
 */
export function findTokenRuns(text: string, from: number, to: number, report: Report): void {
  let start = from;
  if (from > 0 && (classAt(text, from - 1) & TOKEN) !== 0) start = runEnd(text, from, TOKEN, text.length);
  while (start < to) {
    let probe = start + RANDOM_MIN_LENGTH - 1;
    if (probe >= text.length) return;
    while (probe >= start && (classAt(text, probe) & TOKEN) !== 0) probe--;
    if (probe >= start) {
      start = probe + 1;
      continue;
    }
    const end = runEnd(text, start + RANDOM_MIN_LENGTH, TOKEN, text.length);
    judgePieces(text, start, end, report);
    start = end + 1;
  }
}

/** A row of hyphens (the line of a key block) is no part of a key. */
const RULE = /-{4,}/;

function judgePieces(text: string, start: number, end: number, report: Report): void {
  if (end - start > RUN_MAX_LENGTH || !RULE.test(text.slice(start, end))) {
    judgeRun(text, start, end, report);
    return;
  }
  let at = start;
  for (const piece of text.slice(start, end).split(/(-{4,})/)) {
    if (!piece.startsWith("----")) judgeRun(text, at, at + piece.length, report);
    at += piece.length;
  }
}

function judgeRun(text: string, runFrom: number, runTo: number, report: Report): void {
  const start = runFrom + glueLength(text, runFrom);
  const end = Math.min(runTo, start + RUN_MAX_LENGTH);
  if (end - start < RANDOM_MIN_LENGTH) return;
  const shape = shapeOf(text, start, end);
  if (shape.surprise < WORDY_SURPRISE && (shape.digits === 0 || (shape.turns < 3 && shape.surprise < SURELY_WORDY)))
    return;
  if (findVendorKey(text, start, runTo, report)) return;
  if (findWebToken(text, start, end, report)) return;
  if (startsLikePrefix(text, start) && !insideBase64(text, start) && isPrefixedKey(text, start, end)) {
    report({ kind: "prefixed_key", start, end: runTo });
    return;
  }
  if (findInnerVendorKey(text, start, end, runTo, report)) return;
  if (findNamed(text, start, end, report)) return;
  findPresetSecret(text, start, end, report);
}

const VENDOR_REACH = 40;
const INNER_REACH = 128;
/** Characters inside vendor keys that no run holds: `SG.`, `1//0`, `123456:AA`, `access_token$…`. */
const isVendorJoint = (code: number): boolean =>
  code === 46 || code === 58 || code === 126 || code === 36 || code === 47 || code === 124;

/** Tries the run itself and what is glued before it with dots and colons. */
function findVendorKey(text: string, start: number, runTo: number, report: Report): boolean {
  if (tryVendorKey(text, start, start, runTo, report)) return true;
  if (!isVendorJoint(text.charCodeAt(start - 1))) return false;
  const first = Math.max(0, start - VENDOR_REACH);
  for (let at = start - 1; at >= first; at--) {
    const kind = classAt(text, at);
    if ((kind & TOKEN) === 0 && !isVendorJoint(text.charCodeAt(at))) return false;
    const begins = (kind & ALNUM) !== 0 && (classAt(text, at - 1) & ALNUM) === 0;
    if (begins && tryVendorKey(text, at, start, runTo, report)) return true;
  }
  return false;
}

/** A key behind something else in the same run: `TOKEN-ghp_…`, `-pghp_…`. */
function findInnerVendorKey(text: string, start: number, end: number, runTo: number, report: Report): boolean {
  const stop = Math.min(end - RANDOM_MIN_LENGTH, start + INNER_REACH);
  for (let at = start + 1; at < stop; at++) {
    const begins = (classAt(text, at) & ALNUM) !== 0 && (classAt(text, at - 1) & ALNUM) === 0;
    if (begins && tryVendorKey(text, at, start, runTo, report)) return true;
  }
  return false;
}

function tryVendorKey(text: string, at: number, start: number, runTo: number, report: Report): boolean {
  const key = vendorKeyAt(text, at);
  if (key === undefined || key.end <= start) return false;
  if (insideBase64(text, at) && /^[A-Za-z0-9]+$/.test(text.slice(at, Math.min(key.end, at + 32)))) return false;
  report({ kind: key.kind, start: at, end: key.end < runTo && joins(text, key.end) ? runTo : key.end });
  return true;
}

const joins = (text: string, at: number): boolean => (classAt(text, at) & TOKEN) !== 0;

const WEB_TOKEN = /ey[JI][\w-]{8,}(?:\.[\w-]{2,}){1,5}/y;

/** Three parts joined by dots, the first a JSON object in base64url: signed (or two: unsigned, five: encrypted). */
function findWebToken(text: string, start: number, end: number, report: Report): boolean {
  if (!text.startsWith("eyJ", start) && !text.startsWith("eyI", start)) return false;
  if (text.charCodeAt(end) !== 46) return false;
  WEB_TOKEN.lastIndex = start;
  if (!WEB_TOKEN.test(text) || WEB_TOKEN.lastIndex - start < 32) return false;
  report({ kind: "jwt", start, end: WEB_TOKEN.lastIndex });
  return true;
}

/** A random value whose neighbours say what it is, taken with the signs that base64 has besides. */
function findNamed(text: string, start: number, end: number, report: Report): boolean {
  const wide = TOKEN | BASE64_EXTRA;
  let first = runStart(text, start, wide, Math.max(0, start - 256));
  while (first < start && (classAt(text, first) & BASE64_EXTRA) !== 0) first++;
  const last = runEnd(text, end, wide, Math.min(text.length, end + 512));
  if (text.startsWith("0x", first)) first += 2;
  const shape = shapeOf(text, first, last);
  const value = text.slice(first, Math.min(last, first + 64));
  const random = looksRandom(shape) || looksHexadecimal(shape, HEX_MIN_LENGTH) || isUuid(value);
  if (!random || PUBLIC_KEY.test(value) || isPlaceholder(value) || !isNamedNearby(text, first, last, shape))
    return false;
  report({ kind: "named_value", start: first, end: last });
  return true;
}

/** Whether the run goes on from base64 text before it, in which no prefix can be read. */
function insideBase64(text: string, start: number): boolean {
  if (!/[+/]/.test(text.charAt(start - 1))) return false;
  return (classAt(text, start - 2) & TOKEN) !== 0 || text.endsWith(REDACTION_MARKER, start - 1);
}

/** What is glued to the front of a run: the letter of an escape, the digits of a URL escape or a colour code. */
function glueLength(text: string, start: number): number {
  const before = text.charCodeAt(start - 1);
  if (before === 92) {
    const letter = text.charAt(start);
    if (letter === "u") return 5;
    if (letter === "x") return 3;
    return "nrtbfv0".includes(letter) ? 1 : 0;
  }
  if (before === 37) return 2;
  if (before === 91 || before === 59) {
    let at = start;
    while ((classAt(text, at) & DIGIT) !== 0 && at - start < 4) at++;
    return text.charCodeAt(at) === 109 && at > start ? at - start + 1 : 0;
  }
  return 0;
}
