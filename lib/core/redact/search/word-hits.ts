import { Buffer } from "node:buffer";
import { NEEDLE_SLOTS } from "./needle-search.ts";
import type { Needle } from "./needle-table.ts";

/** Words that announce a secret, in lower case. */
const WORDS = [
  "pass",
  "auth",
  "secret",
  "token",
  "session",
  "mnemonic",
  "cred",
  "salt",
  "bearer",
  "signature",
  "basic",
  "cookie",
  "identified",
  "securestring",
  "sudo",
  "net use",
  "kennwor",
  "contrase",
  "wachtwoor",
  "senha",
  "parola",
  "clave",
] as const;

/** What announces a secret, as it is told to rules: the word itself, in lower case. */
export type AnnouncingWord = (typeof WORDS)[number] | "short" | "sig=" | "named";

/** Words of three letters, and ends of names that are words of another sense without what stands beside them. */
const SHORT_WORDS = ["key", "pwd", "psk", "jwt"];
const ENDINGS = ["_PW", "_PAT"];
/** A signature in an address; what is told is where `sig=` stands. */
const SIGNATURES = ["?sig=", "&sig=", "0026sig=", "amp;sig="];
const SIGNATURE_LENGTH = "sig=".length;

/** Names of passwords in scripts and letters beyond ASCII. */
const WIDE_NAMES = [
  "mật kh",
  ..."hasł şifre Şifre парол Парол 密码 密碼 口令 パスワード 暗証番号 パスフレーズ 비밀번호 암호 패스워드 비번 كلمة".split(
    " ",
  ),
];

const inAnyCase = (text: string): Needle => ({ text, letters: "in any case" });
const asWritten = (text: string): Needle => ({ text, letters: "as written" });
/** UTF-8 where each byte is read as a character. */
const inBytes = (text: string): string => Buffer.from(text).toString("latin1");

/** Everything that announces a secret, but for names in wide characters. */
export const ANNOUNCING_NEEDLES: readonly Needle[] = [
  ...[...WORDS, ...SHORT_WORDS].map(inAnyCase),
  ...[...ENDINGS, ...SIGNATURES].map(asWritten),
  ...WIDE_NAMES.map(inBytes).map(inAnyCase),
];
/** What rules are told of each needle. */
const TOLD: readonly AnnouncingWord[] = [
  ...WORDS,
  ...[...SHORT_WORDS, ...ENDINGS].map(() => "short" as const),
  ...SIGNATURES.map(() => "sig=" as const),
  ...WIDE_NAMES.map(() => "named" as const),
];
const NAMED = ANNOUNCING_NEEDLES.length - 1;
/** Characters of a name before its rare one, at most. */
const BEFORE_RARE = 3;
/** Wide names by the first of their characters that is no ASCII, which is rare elsewhere. */
const BY_RARE_CHARACTER = Map.groupBy(WIDE_NAMES, (name) => /[^\0-\x7f]/.exec(name)?.[0] ?? "");

/**
 * Calls for every announcing word that starts in `text[from, to)`, in the order of the text. `hits` are those of
 * `ANNOUNCING_NEEDLES` there.
 */
export function eachWordHit(
  text: string,
  from: number,
  to: number,
  hits: readonly number[],
  onWord: (start: number, word: AnnouncingWord) => void,
): void {
  const named = wideNames(text, from, to);
  const all = named.length === 0 ? hits : [...hits, ...named].sort((a, b) => a - b);
  for (const hit of all) {
    const start = Math.floor(hit / NEEDLE_SLOTS);
    const needle = hit % NEEDLE_SLOTS;
    const word = TOLD[needle] ?? "short";
    onWord(word === "sig=" ? start + (ANNOUNCING_NEEDLES[needle]?.text.length ?? 0) - SIGNATURE_LENGTH : start, word);
  }
}

/** Names of passwords in characters beyond ASCII, which are looked for only where such characters are. */
function wideNames(text: string, from: number, to: number): number[] {
  // A search for what is not there must not run on to the end of a long context.
  const area = text.slice(from, to + BEFORE_RARE);
  if (Buffer.byteLength(area) === area.length) return [];
  const hits: number[] = [];
  for (const [rare, names] of BY_RARE_CHARACTER) {
    const first = area.indexOf(rare);
    if (first < 0) continue;
    for (const name of names) {
      const before = name.indexOf(rare);
      for (let at = area.indexOf(rare, first); at >= 0; at = area.indexOf(rare, at + 1)) {
        const start = from + at - before;
        if (start >= from && start < to && isNameAt(text, start, name)) hits.push(start * NEEDLE_SLOTS + NAMED);
      }
    }
  }
  return hits;
}

/** Whether a name stands at `start`, its ASCII letters in any case. */
function isNameAt(text: string, start: number, name: string): boolean {
  return text.startsWith(name, start) || text.slice(start, start + name.length).toLowerCase() === name.toLowerCase();
}
