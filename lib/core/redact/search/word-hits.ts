import { Buffer } from "node:buffer";
import { WordSearch } from "./word-search.ts";

/** What announces a secret, as it is told to rules: the word itself, in lower case. */
export type AnnouncingWord = (typeof PAIRS)[number][number] | "short" | "sig=" | "named";

/**
 * Words of four and more letters, two by two: the engine finds an expression of two such alternatives with vector
 * instructions, which makes ten searches of this kind cheaper than one search for twenty words. The two of a pair
 * begin with different letters.
 */
const PAIRS = [
  ["pass", "auth"],
  ["secret", "token"],
  ["session", "cookie"],
  ["cred", "salt"],
  ["bearer", "signature"],
  ["basic", "mnemonic"],
  ["identified", "securestring"],
  ["sudo", "net use"],
  ["kennwor", "contrase"],
  ["wachtwoor", "senha"],
  ["parola", "clave"],
] as const;
const PAIR_PATTERNS = PAIRS.map(([one, other]) => new RegExp(`${one}|${other}`, "gi"));
const WORDS: readonly AnnouncingWord[] = PAIRS.flat();
const WIDE_SEARCH = new WordSearch(WORDS);

/** Words too short for the pairs, and ends of names that are words of another sense without what stands beside them. */
const SHORT_PATTERNS = [/key|pwd|psk|jwt/gi, /_PW|_PAT/g];
const SIGNATURE_PATTERNS = [/\?sig=|&sig=/g, /0026sig=|amp;sig=/g];

/** An index into `HIT_WORDS` fits into this many values; a hit is its offset times this, plus the index. */
const SLOTS = 64;
const HIT_WORDS: readonly AnnouncingWord[] = [...WORDS, "short", "sig=", "named"];
const SHORT_SLOT = WORDS.length;
const SIGNATURE_SLOT = WORDS.length + 1;
const NAMED_SLOT = WORDS.length + 2;

/** Names of passwords in scripts and letters beyond ASCII, as characters and as the bytes of UTF-8. */
const WIDE_NAMES = [
  "hasł",
  "Hasł",
  "şifre",
  "Şifre",
  "mật khẩu",
  "Mật khẩu",
  "парол",
  "Парол",
  "密码",
  "密碼",
  "口令",
].concat([..."パスワード 暗証番号 パスフレーズ 비밀번호 암호 패스워드 비번".split(" "), "كلمة"]);
const ENCODED_NAMES = [...WIDE_NAMES, ...WIDE_NAMES.map((name) => Buffer.from(name).toString("latin1"))];

/** No search looks at more characters behind the start of what it finds. */
const LONGEST_HIT = 16;

/** Calls for every announcing word that starts in `text[from, to)`, in the order of the text. */
export function eachWordHit(
  text: string,
  from: number,
  to: number,
  onWord: (start: number, word: AnnouncingWord) => void,
): void {
  const hits: number[] = [];
  // A search for what is not there must not run on to the end of a long context.
  const area = to + LONGEST_HIT < text.length ? text.slice(0, to + LONGEST_HIT) : text;
  if (isWide(area)) WIDE_SEARCH.each(area, from, to, (start, word) => hits.push(start * SLOTS + word));
  else findPairs(area, from, to, hits);
  for (const pattern of SHORT_PATTERNS) collect(pattern, area, from, to, (at) => hits.push(at * SLOTS + SHORT_SLOT));
  for (const pattern of SIGNATURE_PATTERNS) {
    collect(pattern, area, from, to, (at) => hits.push(area.indexOf("sig=", at) * SLOTS + SIGNATURE_SLOT));
  }
  if (Buffer.byteLength(area) !== area.length) {
    for (const name of ENCODED_NAMES) {
      for (let at = area.indexOf(name, from); at >= 0 && at < to; at = area.indexOf(name, at + 1)) {
        hits.push(at * SLOTS + NAMED_SLOT);
      }
    }
  }
  if (hits.length > 1) hits.sort((a, b) => a - b);
  for (const hit of hits) onWord(Math.floor(hit / SLOTS), HIT_WORDS[hit % SLOTS] ?? "short");
}

function findPairs(text: string, from: number, to: number, hits: number[]): void {
  for (const [index, pattern] of PAIR_PATTERNS.entries()) {
    const first = PAIRS[index]?.[0].charCodeAt(0);
    collect(pattern, text, from, to, (at) => {
      // The bit that tells capitals from small letters.
      hits.push(at * SLOTS + 2 * index + ((text.charCodeAt(at) | 32) === first ? 0 : 1));
    });
  }
}

function collect(pattern: RegExp, text: string, from: number, to: number, onHit: (at: number) => void): void {
  pattern.lastIndex = from;
  for (let match = pattern.exec(text); match !== null && match.index < to; match = pattern.exec(text)) {
    onHit(match.index);
  }
}

/** How many stretches of a long text are looked at for wide characters, and how long each is. */
const SAMPLES = 64;
const SAMPLE_LENGTH = 64;

/**
 * Whether a text holds characters beyond Latin-1, for which the engine has no vector search. It is asked of samples:
 * the answer decides only which of two searches is the faster one, both find the same.
 */
function isWide(text: string): boolean {
  if (Buffer.byteLength(text) === text.length) return false;
  if (text.length <= SAMPLES * SAMPLE_LENGTH) return WIDE.test(text);
  const step = Math.floor((text.length - SAMPLE_LENGTH) / (SAMPLES - 1));
  for (let sample = 0; sample < SAMPLES; sample++) {
    if (WIDE.test(text.slice(sample * step, sample * step + SAMPLE_LENGTH))) return true;
  }
  return false;
}
const WIDE = /[\u0100-\uffff]/;
