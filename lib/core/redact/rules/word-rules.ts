import type { Report } from "../finding.ts";
import { type AnnouncingWord, eachWordHit } from "../search/word-hits.ts";
import { findAuthorizationHeader, findBasic, findBearer } from "./authorization.ts";
import { findCookies } from "./cookies.ts";
import { findIdentifiedBy, findSecureString } from "./literal-arguments.ts";
import { findPipedAt } from "./piped-secrets.ts";
import { findPrivateKeyAt } from "./private-keys.ts";
import { findSaidPassword } from "./sentences/said-passwords.ts";
import { NamedValues } from "./values/named-values.ts";

/** Names of passwords in prose alone. */
const SAID_ONLY: ReadonlySet<AnnouncingWord> = new Set([
  "kennwor",
  "contrase",
  "wachtwoor",
  "senha",
  "parola",
  "clave",
  "named",
]);
const AUTHORIZATION_REST = "orization";

/**
 * Secrets that a word announces: named values, key blocks, credentials of headers, cookies, passwords of commands.
 * `hits` are those of the announcing needles in `text[from, to)`.
 */
export function findAnnounced(text: string, from: number, to: number, hits: readonly number[], report: Report): void {
  const named = new NamedValues(text, report);
  eachWordHit(text, from, to, hits, (start, word) => {
    const end = start + word.length;
    if (word === "bearer") findBearer(text, end, report);
    else if (word === "basic") findBasic(text, end, report);
    else if (word === "identified") findIdentifiedBy(text, end, report);
    else if (word === "securestring") findSecureString(text, end, report);
    else if (word === "cookie") findCookies(text, end, report);
    else if (word === "sudo" || word === "net use") findPipedAt(text, start, word, report);
    else if (word === "auth" && text.slice(end, end + AUTHORIZATION_REST.length).toLowerCase() === AUTHORIZATION_REST)
      findAuthorizationHeader(text, end + AUTHORIZATION_REST.length, report);
    else if (SAID_ONLY.has(word)) findSaidPassword(text, start, report);
    else {
      if (word === "pass") findSaidPassword(text, start, report);
      if (word === "pass" || word === "token") findPipedAt(text, start, word, report);
      else if (word === "short") findPrivateKeyAt(text, start, report);
      named.lookAt(start);
    }
  });
}
