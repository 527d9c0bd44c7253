import type { Report } from "../finding.ts";
import { BASE64_EXTRA, BLANK, classAt, codeAt, LETTER, LINE_END, QUOTE, TOKEN } from "../search/characters.ts";
import { NEEDLE_SLOTS } from "../search/needle-search.ts";
import type { Needle } from "../search/needle-table.ts";
import { looksHexadecimal, looksRandom, shapeOf } from "../search/randomness.ts";
import { isBlank } from "./values/placeholders.ts";

/** User name and password before the host; the password may hold an `@`, the last one before the path is the end. */
const USER_INFO = /([^\s:/@?#"'`\\<>{}()[\],;|]{0,128}):([^\s"'`\\<>/]{1,256})@(?=[A-Za-z0-9_.$%{<[-])/y;
/** As above, for a password with a slash in it; not read into a path with a port before it. */
const SLASHED =
  /([^\s:/@?#"'`\\<>{}()[\],;|]{0,128}):(?!\d{1,5}[/?#])([^\s"'`\\<>@:]{1,128})@(?=[A-Za-z0-9_.-]{1,128}(?:[:/?"'`\s]|$))/y;
/** A user name alone that is a token. */
const USER_ONLY = /([\w.~%+=-]{16,256})@(?=[A-Za-z0-9_.-])/y;
/** What stands before the password in an address without `//`: `smtp:user:pass@host`. */
const TEMPLATE = /^(?:\$[{(A-Za-z_].*|%[sdv]|%\(.*|\{.*\}|<.*|\[.*|:.*|%[A-Z_]+%|#\{.*)$/;
const EXAMPLES = new Set(
  "pass passwd pwd user username mypass yourpass password admin test guest root foo bar baz secret token pw p a b x y".split(
    " ",
  ),
);
const PASSWORD_MIN_LENGTH = 3;
/** Shorter ones are examples unless letters and digits are mixed in them. */
const SURE_LENGTH = 6;

const PLAIN_SIGN = "://";
const ESCAPED_SIGN = "%3A%2F%2F";
/** The index of the escaped sign among the needles. */
const ESCAPED = 1;

/** What stands before the host of an address, as it is and escaped. */
export const URL_NEEDLES: readonly Needle[] = [PLAIN_SIGN, ESCAPED_SIGN].map((text) => ({
  text,
  letters: "as written",
}));

/**
 * Secrets in URLs: the password (or the token in its place) before the host, and the last part of webhook addresses.
 * `hits` are those of the needles.
 */
export function findUrlSecrets(text: string, hits: readonly number[], report: Report): void {
  for (const hit of hits) {
    const at = Math.floor(hit / NEEDLE_SLOTS);
    if (hit % NEEDLE_SLOTS === ESCAPED) {
      findUserInfo(text, at + ESCAPED_SIGN.length, report);
      continue;
    }
    if ((classAt(text, at - 1) & LETTER) === 0 && !/[0-9+.-]/.test(text.charAt(at - 1))) continue;
    const end = urlEnd(text, at + 3);
    const url = text.slice(at + 3, end);
    if (url.includes("@")) findUserInfo(text, at + 3, report);
    if (WEBHOOK_WORD.test(url)) findWebhook(text, at + 3, report);
  }
}

/** Addresses of webhooks hold one of these. */
const WEBHOOK_WORD = /hook|incoming|trigger|workflow|telegram/i;
/** More of an address than this is not looked at. */
const URL_REACH = 600;

/** Where an address ends at the latest: at a blank, a quote, a backslash or an angle. */
function urlEnd(text: string, from: number): number {
  const limit = Math.min(text.length, from + URL_REACH);
  let at = from;
  while (at < limit && !endsUrl(text, at)) at++;
  return at;
}
const BACKSLASH = 92;
const LESS = 60;
const GREATER = 62;
function endsUrl(text: string, at: number): boolean {
  const kind = classAt(text, at);
  if ((kind & (TOKEN | BASE64_EXTRA)) !== 0) return false;
  if ((kind & (BLANK | LINE_END | QUOTE)) !== 0) return true;
  const code = codeAt(text, at);
  return code === BACKSLASH || code === LESS || code === GREATER;
}

function findUserInfo(text: string, at: number, report: Report): void {
  for (const pattern of [USER_INFO, SLASHED]) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) continue;
    const [whole, user = "", password = ""] = match;
    const end = at + whole.length - 1;
    if (isPassword(user, password)) report({ kind: "url_password", start: end - password.length, end });
    const shape = shapeOf(user, 0, user.length);
    if (looksRandom(shape)) report({ kind: "url_token", start: at, end: at + user.length });
    return;
  }
  USER_ONLY.lastIndex = at;
  const match = USER_ONLY.exec(text);
  const user = match?.[1] ?? "";
  const shape = shapeOf(user, 0, user.length);
  if (looksRandom(shape) || looksHexadecimal(shape, 32))
    report({ kind: "url_token", start: at, end: at + user.length });
}

function isPassword(user: string, password: string): boolean {
  if (password.length < PASSWORD_MIN_LENGTH || password === user || isBlank(password)) return false;
  if (/^x-oauth-basic$/i.test(password)) return false;
  if (password.length < SURE_LENGTH && !(/\d/.test(password) && /[A-Za-z]/.test(password))) return false;
  return !TEMPLATE.test(password) && !EXAMPLES.has(password.toLowerCase());
}

const WEBHOOK =
  /(?:[\w.-]{0,64}hooks?\.[\w.-]{1,64}|[\w.-]{1,64}\/(?:[\w-]{1,32}\/){0,4}(?:webhooks?|hooks|incoming|webhookb2|trigger|workflows)|api\.telegram\.org)\/[\w./@:-]{8,400}/iy;

/** `hooks.…` and `…/webhooks/…`: the ids and random parts of the path are the credential. */
function findWebhook(text: string, at: number, report: Report): void {
  WEBHOOK.lastIndex = at;
  if (!WEBHOOK.test(text)) return;
  const end = WEBHOOK.lastIndex;
  let part = at;
  let first = -1;
  let last = -1;
  for (let next = at; next <= end; next++) {
    if (next < end && !/[/@:]/.test(text.charAt(next))) continue;
    const shape = shapeOf(text, part, next);
    if (first < 0 && shape.length >= 8 && (shape.digits > 0 || shape.upper === shape.length) && part > at) first = part;
    if (looksRandom(shape) || looksHexadecimal(shape, 32)) last = next;
    part = next + 1;
  }
  if (first >= 0 && last > first) report({ kind: "webhook_url", start: first, end: last });
}
