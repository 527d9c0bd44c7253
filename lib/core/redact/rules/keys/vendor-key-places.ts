import { REDACTION_MARKER } from "../../../constants.ts";
import type { Report } from "../../finding.ts";
import { ALNUM, BASE64_EXTRA, classAt, codeAt, runEnd, runStart, TOKEN } from "../../search/characters.ts";
import { RANDOM_MIN_LENGTH } from "../../search/randomness.ts";
import type { Base64Blobs } from "./base64-blobs.ts";
import { vendorKeyAt } from "./vendor-keys.ts";

/** How far before a run a key that goes on in it may begin, and how far inside it one may. */
const BEFORE_REACH = 96;
const INNER_REACH = 128;
/** A key behind a slash has a joiner among its first characters, base64 has none. */
export const PATH_KEY_REACH = 32;
/** Characters inside vendor keys that no run holds: `SG.`, `1//0`, `123456:AA`, `access_token$…`, `00D…!`. */
const JOINTS = new Set([...".:~$/|!+="].map((sign) => sign.charCodeAt(0)));

/**
 * A vendor's key that begins with the run `text[start, end)`, in what is glued before it with dots, colons and the
 * like, or inside it behind a joint (`TOKEN-ghp_…`, `-pghp_…`). `runTo` is where the run really ends.
 */
export function findVendorKeys(
  text: string,
  start: number,
  end: number,
  runTo: number,
  blobs: Base64Blobs,
  report: Report,
): boolean {
  if (tryVendorKey(text, start, start, runTo, report)) return true;
  const joined = JOINTS.has(codeAt(text, start - 1)) && !blobs.isKnown(start);
  if (joined && findBefore(text, start, runTo, report)) return true;
  const stop = Math.min(end - RANDOM_MIN_LENGTH, start + INNER_REACH);
  for (let at = start + 1; at < stop; at++) {
    if (beginsAt(text, at) && tryVendorKey(text, at, start, runTo, report)) return true;
  }
  return false;
}

function findBefore(text: string, start: number, runTo: number, report: Report): boolean {
  const first = Math.max(0, start - BEFORE_REACH);
  for (let at = start - 1; at >= first; at--) {
    if ((classAt(text, at) & TOKEN) === 0 && !JOINTS.has(codeAt(text, at))) return false;
    if (beginsAt(text, at) && tryVendorKey(text, at, start, runTo, report)) return true;
  }
  return false;
}

/** Whether a letter or digit stands at `at` and none before it. */
function beginsAt(text: string, at: number): boolean {
  return (classAt(text, at) & ALNUM) !== 0 && (classAt(text, at - 1) & ALNUM) === 0;
}

function tryVendorKey(text: string, at: number, start: number, runTo: number, report: Report): boolean {
  // Inside base64 no prefix can be read, but behind the slash of a path one can.
  if (isDeepInBase64(text, at) && runEnd(text, at, ALNUM, at + PATH_KEY_REACH) === at + PATH_KEY_REACH) return false;
  const key = vendorKeyAt(text, at);
  if (key === undefined || key.end <= start) return false;
  report({ kind: key.kind, start: at, end: key.end < runTo && joins(text, key.end) ? runTo : key.end });
  return true;
}

const PLUS = 43;
const SLASH = 47;
const joins = (text: string, at: number): boolean => (classAt(text, at) & TOKEN) !== 0;

/** The segments of a path are shorter than this, or have other signs in them. */
const DEEP = 32;
/** Whether so much base64 text stands before `at` that it is no path. */
function isDeepInBase64(text: string, at: number): boolean {
  return insideBase64(text, at) && runStart(text, at, ALNUM | BASE64_EXTRA, at - DEEP) === at - DEEP;
}

/** Whether `start` goes on from base64 text before it, in which no prefix can be read. */
export function insideBase64(text: string, start: number): boolean {
  const before = codeAt(text, start - 1);
  if (before !== PLUS && before !== SLASH) return false;
  return (classAt(text, start - 2) & TOKEN) !== 0 || text.endsWith(REDACTION_MARKER, start - 1);
}
