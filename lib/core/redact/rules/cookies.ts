import type { Report } from "../finding.ts";
import { codeAt } from "../search/characters.ts";
import { isUuid, looksHexadecimal, looksRandom, shapeOf } from "../search/randomness.ts";
import { isPlaceholder, isReference } from "./values/placeholders.ts";

const HEADER = /\\{0,31}["'`]?\]?[ \t]{0,4}(?:[:=,]|=>|[ ])[ \t]{0,4}\\{0,31}["'`]?(?=[\w.-]{1,64}=)/y;
const PAIR = /([\w.%-]{1,64})=([^\s;,"'`\\<>]{0,16000})(?:;[ ]?|(?=["'`\\\s]|$))/y;
const ATTRIBUTES = /^(?:path|domain|expires|max-age|samesite|secure|httponly|priority|version)$/i;
const SESSION_NAME = /sess|sid\b|auth|token|csrf|xsrf|jwt|secret|login|remember|credential|api[-_]?key|\bkey\b|\bid\b/i;
const SHORTEST = 8;
const MAX_PAIRS = 64;

/**
 * Behind the word `Cookie` (or `Set-Cookie`, `--cookie`) that ends before `from`: the values that let somebody in, those
 * named like a session or a token and those that look random.
 */
export function findCookies(text: string, from: number, report: Report): void {
  HEADER.lastIndex = codeAt(text, from) === 115 ? from + 1 : from;
  if (HEADER.test(text)) findPairs(text, HEADER.lastIndex, report);
}

function findPairs(text: string, from: number, report: Report): void {
  let at = from;
  for (let pair = 0; pair < MAX_PAIRS; pair++) {
    PAIR.lastIndex = at;
    const match = PAIR.exec(text);
    if (match === null) return;
    const [whole, name = "", value = ""] = match;
    const start = at + name.length + 1;
    if (!ATTRIBUTES.test(name) && isSessionValue(name, value))
      report({ kind: "cookie", start, end: start + value.length });
    at += whole.length;
  }
}

function isSessionValue(name: string, value: string): boolean {
  if (value.length < SHORTEST || isPlaceholder(value) || isReference(value)) return false;
  const shape = shapeOf(value, 0, value.length);
  if (looksRandom(shape) || looksHexadecimal(shape, 16) || isUuid(value)) return true;
  return SESSION_NAME.test(name) && shape.digits > 0 && /^[\w%.+/=:~-]+$/.test(value);
}
