import type { Report } from "../finding.ts";
import { BLANK, classAt, runEnd } from "../search/characters.ts";
import { isGibberish, looksHexadecimal, looksRandom, shapeOf } from "../search/randomness.ts";
import { isPlaceholder, isReference } from "./values/placeholders.ts";
import { quoteAt } from "./values/quotes.ts";

const BEARER_VALUE = /[A-Za-z0-9._~+/=-]+/y;
const BASIC_VALUE = /[A-Za-z0-9+/_-]{8,16384}={0,2}/y;
const BEARER_MIN_LENGTH = 16;
/** `Authorization` and its sign, up to the credential; a scheme and parameters may stand between. */
const HEADER = /\\{0,31}["'`]?\]?[ \t]{0,4}(?:[:=,]|=>)[ \t]{0,4}\\{0,31}["'`]?/y;
const RAW_VALUE = /(?:[A-Za-z][\w-]{1,24}[ ])?([^\s"'`\\<>,;(){}[\]$]{8,16384})(?=["'`\\\s,;)}\]]|$)/y;
const PARAMETERS =
  /(?:[A-Za-z0-9-]{2,24}[ ])?(?:[\w-]{1,32}=(?:\\{0,31}"[^"\\\n]{0,512}\\{0,31}"|[^\s,"\\]{1,512})[, ]{0,3}){1,12}/y;
const SECRET_PARAMETER =
  /\b(?:response|signature|token|oauth_token|oauth_signature|mac|key|secret)=(?:\\{0,31}")?([^\s,"\\]{8,512})/gi;

/**
 * Behind `Bearer` and blanks: 16 or more of its alphabet, whatever they read like, or fewer that are random. Behind other
 * signs words joined into one stay, and placeholders stay everywhere.
 */
export function findBearer(text: string, from: number, report: Report): void {
  let at = runEnd(text, from, BLANK, from + 8);
  if (at === from) {
    // `Bearer: x`, `Bearer=x`, `Bearer%20x`
    const sign = /(?:%20|\+|[:=][ ]{0,2})/y;
    sign.lastIndex = from;
    if (!sign.test(text)) return;
    at = sign.lastIndex;
  }
  const quote = quoteAt(text, at);
  const isPlain = quote === undefined && (classAt(text, from) & BLANK) !== 0;
  at = quote?.end ?? at;
  BEARER_VALUE.lastIndex = at;
  if (!BEARER_VALUE.test(text)) return;
  const end = BEARER_VALUE.lastIndex;
  const value = text.slice(at, Math.min(end, at + 512));
  if (value.length < 8 || isPlaceholder(value) || isReference(value)) return;
  const isFloor = isPlain && value.length >= BEARER_MIN_LENGTH;
  if (isFloor || looksSecret(value)) report({ kind: "bearer_token", start: at, end });
}

function looksSecret(value: string): boolean {
  const shape = shapeOf(value, 0, value.length);
  const secret =
    value.length < BEARER_MIN_LENGTH
      ? shape.digits > 0 && isGibberish(shape)
      : shape.digits > 0 || !isPhrase(value, shape.surprise);
  return secret && !/^[a-z]+(?:[A-Z][a-z]+|[._-][A-Za-z]+)+\d?$/.test(value);
}

/** Words joined into one, as texts about tokens have them. */
const isPhrase = (value: string, surprise: number): boolean => /[._~+/=-]|[a-z][A-Z]/.test(value) && surprise < 5;

/** Behind `Basic`: base64 of a name, a colon and a password. */
export function findBasic(text: string, from: number, report: Report): void {
  const at = runEnd(text, from, BLANK, from + 8);
  if (at === from) return;
  BASIC_VALUE.lastIndex = at;
  if (!BASIC_VALUE.test(text)) return;
  const end = BASIC_VALUE.lastIndex;
  if (holdsCredentials(text.slice(at, end))) report({ kind: "basic_credentials", start: at, end });
}

/** Whether it is text with a colon in it, and not a word that happens to be base64 of something. */
function holdsCredentials(value: string): boolean {
  try {
    const bytes = Uint8Array.from(atob(value.replaceAll("-", "+").replaceAll("_", "/")), (byte) => byte.charCodeAt(0));
    return /^[^\p{C}:]*:\P{C}*$/u.test(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    // neither base64 nor text: a word
    return false;
  }
}

/** Behind the name `Authorization`: the credential of any scheme, or its secret parameters. The scheme stays. */
export function findAuthorizationHeader(text: string, from: number, report: Report): void {
  HEADER.lastIndex = from;
  if (!HEADER.test(text)) return;
  const at = HEADER.lastIndex;
  PARAMETERS.lastIndex = at;
  if (PARAMETERS.test(text)) {
    const parameters = text.slice(at, PARAMETERS.lastIndex);
    for (const match of parameters.matchAll(SECRET_PARAMETER)) {
      const value = match[1] ?? "";
      if (isPlaceholder(value) || isReference(value)) continue;
      const end = at + match.index + match[0].length;
      report({ kind: "authorization", start: end - value.length, end });
    }
  }
  findScheme(text, at, report);
}

/** A credential behind the name of any scheme, or alone. */
function findScheme(text: string, from: number, report: Report): void {
  const at = runEnd(text, from, BLANK, from + 4);
  RAW_VALUE.lastIndex = at;
  const match = RAW_VALUE.exec(text);
  const value = match?.[1] ?? "";
  if (match === null || isPlaceholder(value) || isReference(value)) return;
  const shape = shapeOf(value, 0, value.length);
  const random = looksRandom(shape) || looksHexadecimal(shape, 16) || (shape.digits > 0 && isGibberish(shape));
  const end = at + match[0].length;
  if (random && (classAt(text, at) & BLANK) === 0) report({ kind: "authorization", start: end - value.length, end });
}
