import type { Report } from "../../finding.ts";
import { ALNUM, classAt, codeAt, DIGIT, runEnd, runStart, TOKEN } from "../../search/characters.ts";
import { PAIRS_OF_RUN } from "../../search/needle-search.ts";
import {
  isPlainlyWords,
  isUuid,
  looksHexadecimal,
  looksRandom,
  RANDOM_MIN_LENGTH,
  shapeOf,
} from "../../search/randomness.ts";
import { isPlaceholder } from "../values/placeholders.ts";
import { PUBLIC_KEY } from "../values/public-keys.ts";
import { Base64Blobs } from "./base64-blobs.ts";
import { findFloorKeys } from "./floor-keys.ts";
import { isNamedNearby } from "./nearby-words.ts";
import { isPrefixedKey, startsLikePrefix } from "./prefixed-key.ts";
import { findVendorKeys, insideBase64, PATH_KEY_REACH } from "./vendor-key-places.ts";

/** A run that goes on for longer than this is data, not a key. */
const RUN_MAX_LENGTH = 4_096;
const UUID_LENGTH = 36;
/** A run starts at most this far before the place that the search found in it. */
const RUN_STEP_BACK = 2 * PAIRS_OF_RUN;
/** A hexadecimal run of this length may be a key where words beside it say so. */
const HEX_MIN_LENGTH = 24;

/**
 * Keys that stand for themselves: runs of 16 and more letters, digits, `_` and `-` that are a vendor's key, a prefix
 * and random text, a JSON Web Token, or random with words beside them that name it a key. Runs that start in
 * `[from, to)` are looked at; `runs` are the places that a search found in them.
 */
export function findTokenRuns(text: string, from: number, to: number, runs: readonly number[], report: Report): void {
  const blobs = new Base64Blobs(text);
  // A run that goes on from before `from` starts before it.
  const limit = from > 0 ? from - 1 : 0;
  for (const place of runs) {
    const start = runStart(text, place, TOKEN, Math.max(limit, place - RUN_STEP_BACK));
    if (start < from) continue;
    if (start >= to) return;
    const end = runEnd(text, place, TOKEN, text.length);
    if (end - start < RANDOM_MIN_LENGTH) continue;
    findFloorKeys(text, start, end, report);
    judgePieces(text, start, end, blobs, report);
  }
}

/** A row of hyphens (the line of a key block) is no part of a key. */
function hasRule(text: string, start: number, end: number): boolean {
  for (let at = start + 3; at < end; at += 4) {
    if (codeAt(text, at) === HYPHEN && /-{4}/.test(text.slice(Math.max(start, at - 3), Math.min(end, at + 4))))
      return true;
  }
  return false;
}
const HYPHEN = 45;

function judgePieces(text: string, start: number, end: number, blobs: Base64Blobs, report: Report): void {
  if (end - start > RUN_MAX_LENGTH || !hasRule(text, start, end)) {
    judgeRun(text, start, end, blobs, report);
    return;
  }
  let at = start;
  for (const piece of text.slice(start, end).split(/(-{4,})/)) {
    if (!piece.startsWith("----")) judgeRun(text, at, at + piece.length, blobs, report);
    at += piece.length;
  }
}

function judgeRun(text: string, runFrom: number, runTo: number, blobs: Base64Blobs, report: Report): void {
  const start = runFrom + glueLength(text, runFrom);
  const end = Math.min(runTo, start + RUN_MAX_LENGTH);
  if (end - start < RANDOM_MIN_LENGTH) return;
  if (isRestOfBase64(text, start, end, blobs) || isPlainlyWords(text, start, end)) return;
  if (isDigest(text, start)) {
    blobs.around(start, end);
    return;
  }
  // By far the most of what is no word: with nothing in front no vendor's key.
  if (end - start === UUID_LENGTH && isUuid(text.slice(start, end)) && classAt(text, start - 1) === 0) {
    findNamed(text, start, end, report);
    return;
  }
  if (findVendorKeys(text, start, end, runTo, blobs, report)) return;
  if (findWebToken(text, start, end, report)) return;
  if (startsLikePrefix(text, start) && !insideBase64(text, start) && isPrefixedKey(text, start, end)) {
    report({ kind: "prefixed_key", start, end: runTo });
    return;
  }
  const blob = blobs.around(start, end);
  if (blob !== undefined) findNamed(text, blob.start, blob.end, report);
}

/** A run of base64 that was judged from its first one, without a joiner that could make a key of it. */
function isRestOfBase64(text: string, start: number, end: number, blobs: Base64Blobs): boolean {
  if (!blobs.isKnown(start) || !insideBase64(text, start)) return false;
  const stop = Math.min(end, start + PATH_KEY_REACH);
  return runEnd(text, start, ALNUM, stop) === stop;
}

const DIGEST = /sha\d{1,3}[-_]/y;
/** A digest that says so, as lock files have by the thousand. */
function isDigest(text: string, start: number): boolean {
  DIGEST.lastIndex = start;
  return DIGEST.test(text);
}

const WEB_TOKEN = /ey[JI][\w-]{8,}(?:\.[\w-]{2,}){1,5}/y;

/** Three parts joined by dots, the first a JSON object in base64url: signed (or two: unsigned, five: encrypted). */
function findWebToken(text: string, start: number, end: number, report: Report): boolean {
  if (!text.startsWith("eyJ", start) && !text.startsWith("eyI", start)) return false;
  if (codeAt(text, end) !== 46) return false;
  WEB_TOKEN.lastIndex = start;
  if (!WEB_TOKEN.test(text) || WEB_TOKEN.lastIndex - start < 32) return false;
  report({ kind: "jwt", start, end: WEB_TOKEN.lastIndex });
  return true;
}

/** A random value whose neighbours say what it is. */
function findNamed(text: string, first: number, last: number, report: Report): void {
  const start = text.startsWith("0x", first) ? first + 2 : first;
  const shape = shapeOf(text, start, last);
  const value = text.slice(start, Math.min(last, start + 64));
  const random = looksRandom(shape) || looksHexadecimal(shape, HEX_MIN_LENGTH) || isUuid(value);
  if (!random || PUBLIC_KEY.test(value) || isPlaceholder(value) || !isNamedNearby(text, start, last, shape)) return;
  report({ kind: "named_value", start, end: last });
}

/** What is glued to the front of a run: the letter of an escape, the digits of a URL escape or a colour code. */
function glueLength(text: string, start: number): number {
  const before = codeAt(text, start - 1);
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
    return codeAt(text, at) === 109 && at > start ? at - start + 1 : 0;
  }
  return 0;
}
