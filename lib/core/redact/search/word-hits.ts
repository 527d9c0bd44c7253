import { Buffer } from "node:buffer";
import { WordSearch } from "./word-search.ts";

/** What announces a secret, as it is told to rules: the word itself, in lower case. */
export type AnnouncingWord = (typeof PAIRS)[number][number] | "short" | "sig=" | "named";

/**
 * Words of four and more letters, two by two: the engine finds an expression of two such alternatives with vector
 * instructions, which makes ten searches of this kind cheaper than one search for twenty words. The two of a pair
 * end in different letters, by which they are told apart.
 */
const PAIRS = [
  ["pass", "auth"],
  ["secret", "token"],
  ["session", "mnemonic"],
  ["cred", "salt"],
  ["bearer", "signature"],
  ["basic", "cookie"],
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
const SHORT_PATTERN = /key|pwd|psk|jwt/gi;
const SHORT_LENGTH = 3;
const ENDING_PATTERN = /_PW|_PAT/g;
const SIGNATURE_PATTERNS = [/\?sig=|&sig=/g, /0026sig=|amp;sig=/g];

/** An index into `HIT_WORDS` fits into this many values; a hit is its offset times this, plus the index. */
const SLOTS = 64;
const HIT_WORDS: readonly AnnouncingWord[] = [...WORDS, "short", "sig=", "named"];
const SHORT_SLOT = WORDS.length;
const SIGNATURE_SLOT = WORDS.length + 1;
const NAMED_SLOT = WORDS.length + 2;

/**
 * Names of passwords in scripts and letters beyond ASCII, as characters and as the bytes of UTF-8: what is searched for,
 * which begins with a character that is rare elsewhere, and how far before it the name begins.
 */
type WideName = readonly [needle: string, before: number];
const NAMES: readonly WideName[] = [
  ["ł", "has".length],
  ["ật kh", "m".length],
  ..."şifre Şifre парол Парол 密码 密碼 口令 パスワード 暗証番号 パスフレーズ 비밀번호 암호 패스워드 비번 كلمة"
    .split(" ")
    .map((name) => [name, 0] as const),
];
const byLead = (names: readonly WideName[]) => [...Map.groupBy(names, ([needle]) => needle.charAt(0))];
const WIDE_NAMES = byLead(NAMES);
const BYTE_NAMES = byLead(NAMES.map(([needle, before]) => [Buffer.from(needle).toString("latin1"), before]));

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
  const isAscii = Buffer.byteLength(area) === area.length;
  if (!isAscii && isWide(area)) WIDE_SEARCH.each(area, from, to, (start, word) => hits.push(start * SLOTS + word));
  else findPairs(area, from, to, hits);
  SHORT_PATTERN.lastIndex = from;
  while (SHORT_PATTERN.test(area)) {
    const at = SHORT_PATTERN.lastIndex - SHORT_LENGTH;
    if (at >= to) break;
    hits.push(at * SLOTS + SHORT_SLOT);
  }
  collect(ENDING_PATTERN, area, from, to, (at) => hits.push(at * SLOTS + SHORT_SLOT));
  for (const pattern of SIGNATURE_PATTERNS) {
    collect(pattern, area, from, to, (at) => hits.push(area.indexOf("sig=", at) * SLOTS + SIGNATURE_SLOT));
  }
  if (!isAscii) for (const names of [WIDE_NAMES, BYTE_NAMES]) findWideNames(area, names, from, to, hits);
  if (hits.length > 1) hits.sort((a, b) => a - b);
  for (const hit of hits) onWord(Math.floor(hit / SLOTS), HIT_WORDS[hit % SLOTS] ?? "short");
}

function findPairs(text: string, from: number, to: number, hits: number[]): void {
  for (const [index, pattern] of PAIR_PATTERNS.entries()) {
    const [one, other] = PAIRS[index] ?? PAIRS[0];
    const last = one.charCodeAt(one.length - 1);
    pattern.lastIndex = from;
    while (pattern.test(text)) {
      const end = pattern.lastIndex;
      // The bit that tells capitals from small letters.
      const isOne = (text.charCodeAt(end - 1) | 32) === last;
      const start = end - (isOne ? one.length : other.length);
      if (start >= to) break;
      hits.push(start * SLOTS + 2 * index + (isOne ? 0 : 1));
    }
  }
}

/** Names that begin with the same character are looked for together, and only where it stands at all. */
function findWideNames(text: string, byLead: typeof WIDE_NAMES, from: number, to: number, hits: number[]): void {
  for (const [lead, names] of byLead) {
    const first = text.indexOf(lead, from);
    if (first < 0 || first >= to) continue;
    for (const [needle, before] of names) {
      for (let at = text.indexOf(needle, first); at >= 0 && at < to; at = text.indexOf(needle, at + 1)) {
        hits.push(Math.max(0, at - before) * SLOTS + NAMED_SLOT);
      }
    }
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
  if (text.length <= SAMPLES * SAMPLE_LENGTH) return WIDE.test(text);
  const step = Math.floor((text.length - SAMPLE_LENGTH) / (SAMPLES - 1));
  for (let sample = 0; sample < SAMPLES; sample++) {
    if (WIDE.test(text.slice(sample * step, sample * step + SAMPLE_LENGTH))) return true;
  }
  return false;
}
const WIDE = /[\u0100-\uffff]/;
