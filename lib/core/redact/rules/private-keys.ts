import type { OpenEnd, Report } from "../finding.ts";
import { codeAt } from "../search/characters.ts";

const BEGIN =
  /-----BEGIN[ ]?(?:[A-Z0-9]{1,16}[ ]){0,4}PRIVATE KEY(?: BLOCK)?-----|---- BEGIN SSH2 (?:[A-Z]+ )?PRIVATE KEY ----|PuTTY-User-Key-File-\d:|-----BEGIN OpenVPN Static key V1-----/y;
const LINE_REACH = 100;
const END = /-{4,5}[ ]?END[ ][A-Z0-9 a-z]{1,48}-{4,5}/y;
/** Line ends, escaped or not, and what quotes, diffs, comments and string concatenations put around a line. */
const FILLER = /(?:[\s"'`+>|#*,;()&\\.]|\\{1,16}[nrt]|\/\/|&quot;)+/y;
const BASE64 = /[A-Za-z0-9+/=](?:[A-Za-z0-9+/=_]|-(?!-))*/y;
const HEADER =
  /(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID|Encryption|Public-Lines|Private-Lines|Private-MAC|Key-Derivation|Argon2-[A-Za-z]+|Subject|x-[A-Za-z-]+):[^\n\\"]{0,200}/y;
/** A line of base64 in a key is longer than a word, except its last. */
const LINE_MIN_LENGTH = 24;
/** Characters of key looked for behind the first line; a template has none. */
const BODY_MIN_LENGTH = 24;
const REACH = 2_048;

/**
 * Private key blocks, found from the word "key" at `at` that all of their first and last lines hold: from the BEGIN
 * line to the END line, or, where that is missing, as far as lines of base64 and headers go, so that a key that was
 * cut off goes and the text after it stays. A BEGIN line without a key stays.
 */
export function findPrivateKeyAt(text: string, at: number, report: Report): void {
  const code = codeAt(text, at);
  if (code !== CAPITAL_K && code !== SMALL_K) return;
  const before = codeAt(text, at - 1);
  if (before !== SPACE && before !== HYPHEN) return;
  if (before === SPACE && (text.startsWith("PRIVATE KEY", at - 8) || text.startsWith("Static key V1", at - 7))) {
    const first = Math.max(0, at - LINE_REACH);
    const dashes = text.slice(first, at).lastIndexOf("----");
    if (dashes >= 0) findEitherEnd(text, first + dashes, report);
  } else if (before === HYPHEN && text.startsWith("PuTTY-User-Key-File-", at - 11)) {
    findBlock(text, at - 11, report);
  }
}
const CAPITAL_K = 75;
const SMALL_K = 107;
const SPACE = 32;
const HYPHEN = 45;

function findEitherEnd(text: string, dashes: number, report: Report): void {
  const start = codeAt(text, dashes - 1) === 45 ? dashes - 1 : dashes;
  if (text.startsWith("END", dashes + 4)) findCutKey(text, start, report);
  else findBlock(text, start, report);
}

function findBlock(text: string, at: number, report: Report): void {
  BEGIN.lastIndex = at;
  if (!BEGIN.test(text)) return;
  const body = BEGIN.lastIndex;
  if (!hasBody(text, body)) return;
  const end = blockEnd(text, body);
  report({ kind: "private_key", start: at, end, open: end >= text.length ? keepOpen : undefined });
}

const CUT_END = /-----END[ ]?(?:[A-Z0-9]{1,16}[ ]){0,4}PRIVATE KEY(?: BLOCK)?-----/y;
const KEY_LINE = /^[\s"'`+>|#*]{0,40}[A-Za-z0-9+/]{16,}={0,2}[\s"'`+,\\]{0,16}$/;
/** How far back the lines of a key without a beginning are followed. */
export const CUT_KEY_REACH = 4_096;

/** An END line whose BEGIN was cut off (the middle of a long output is left out): the lines of base64 before it go. */
function findCutKey(text: string, at: number, report: Report): void {
  CUT_END.lastIndex = at;
  if (!CUT_END.test(text)) return;
  const end = CUT_END.lastIndex;
  if (!/[A-Za-z0-9+/=][\s\\nr"'`+]{0,12}$/.test(text.slice(Math.max(0, at - 16), at))) return;
  const before = text.slice(Math.max(0, at - CUT_KEY_REACH), at);
  let start = at;
  for (const line of before.split(/(?<=\\[nr]|\n)/).toReversed()) {
    const bare = line.replace(/(?:\\{1,16}[nr]|\s)*$/, "");
    if (bare !== "" && !KEY_LINE.test(bare) && !(start === at && /^[A-Za-z0-9+/=]+$/.test(bare))) break;
    start -= line.length;
  }
  if (at - start >= BODY_MIN_LENGTH) report({ kind: "private_key", start, end });
}

function hasBody(text: string, from: number): boolean {
  let at = from;
  const limit = Math.min(text.length, from + REACH);
  while (at < limit) {
    const next = step(text, at);
    if (next === undefined || next.end === at) return false;
    if (next.base64 >= BODY_MIN_LENGTH) return true;
    at = next.end;
  }
  return false;
}

interface Step {
  readonly end: number;
  readonly base64: number;
  readonly last: boolean;
}

/** One piece of a block: filler, a header, a stretch of base64, or its END line. */
function step(text: string, at: number): Step | undefined {
  for (const pattern of [END, HEADER, FILLER]) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return { end: pattern.lastIndex, base64: 0, last: pattern === END };
  }
  BASE64.lastIndex = at;
  if (!BASE64.test(text)) return undefined;
  return { end: BASE64.lastIndex, base64: BASE64.lastIndex - at, last: false };
}

function blockEnd(text: string, from: number): number {
  let at = from;
  let sure = from;
  let shortPieces = 0;
  while (at < text.length) {
    const next = step(text, at);
    if (next === undefined) return sure;
    at = next.end;
    if (next.last) return at;
    if (next.base64 === 0) continue;
    if (next.base64 >= LINE_MIN_LENGTH) {
      sure = at;
      shortPieces = 0;
    } else {
      // the last line of a key is short, and so is a word of the text after it: one may pass, two may not
      shortPieces++;
      if (shortPieces > 1) return sure;
      if (/[\d+/=]/.test(text.slice(at - next.base64, at))) sure = at;
    }
  }
  return text.length;
}

const keepOpen: OpenEnd = (text, from) => {
  const end = blockEnd(text, from);
  return end >= text.length ? -1 : end;
};
