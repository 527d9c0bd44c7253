import type { Report } from "../finding.ts";
import { WordSearch } from "../search/word-search.ts";
import { findAuthorizationHeader, findBasic, findBearer } from "./authorization.ts";
import { findCookies } from "./cookies.ts";
import { findIdentifiedBy } from "./piped-secrets.ts";
import { NamedValues } from "./values/named-values.ts";

/** Words that stand in the names of secrets. */
const NAME_WORDS = ["pass", "secret", "token", "cred", "session", "salt", "signature", "mnemonic"];
/** Words of headers; those that are names too come with a rule of their own besides. */
const AUTH = "auth";
const AUTHORIZATION_REST = "orization";
const BEARER = "bearer";
const BASIC = "basic";
const COOKIE = "cookie";
const IDENTIFIED = "identified";
const WORDS = [...NAME_WORDS, AUTH, BEARER, BASIC, COOKIE, IDENTIFIED];
const SEARCH = new WordSearch(WORDS);

/** Names too short for the search above. */
const SHORT_WORDS = /key|pwd|psk|jwt/gi;
/** Ends of names that are words of other sense without what stands before or after them. */
const ENDINGS = ["_PW", "_PAT", "sig="];

/** Secrets that a word announces: named values, credentials of headers, cookies. */
export function findAnnounced(text: string, from: number, to: number, report: Report): void {
  const named = new NamedValues(text, report);
  SEARCH.each(text, from, to, (start, index) => {
    const word = WORDS[index] ?? "";
    const end = start + word.length;
    if (word === BEARER) findBearer(text, end, report);
    else if (word === BASIC) findBasic(text, end, report);
    else if (word === IDENTIFIED) findIdentifiedBy(text, end, report);
    else if (word === COOKIE) findCookies(text, end, report);
    else if (word === AUTH && text.slice(end, end + AUTHORIZATION_REST.length).toLowerCase() === AUTHORIZATION_REST) {
      findAuthorizationHeader(text, end + AUTHORIZATION_REST.length, report);
    } else named.lookAt(start);
  });
  findShortNames(text, from, to, report);
}

function findShortNames(text: string, from: number, to: number, report: Report): void {
  const named = new NamedValues(text, report);
  SHORT_WORDS.lastIndex = from;
  while (SHORT_WORDS.test(text)) {
    const start = SHORT_WORDS.lastIndex - 3;
    if (start >= to) break;
    named.lookAt(start);
  }
  for (const ending of ENDINGS) {
    const names = new NamedValues(text, report);
    for (let at = text.indexOf(ending, from); at >= 0 && at < to; at = text.indexOf(ending, at + 1)) names.lookAt(at);
  }
}
