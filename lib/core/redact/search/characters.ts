/** Classes of ASCII characters as bits, for tests inside hot loops. Everything beyond ASCII has no class. */
export const LOWER = 1;
export const UPPER = 2;
export const DIGIT = 4;
/** `_` and `-`. */
export const JOINER = 8;
export const LETTER = LOWER | UPPER;
export const ALNUM = LETTER | DIGIT;
/** What names and most keys are made of. */
export const TOKEN = ALNUM | JOINER;
/** `+`, `/` and `=`: with letters and digits the alphabet of base64. */
export const BASE64_EXTRA = 16;
/** Space and tab. */
export const BLANK = 32;
/** Line feed and carriage return. */
export const LINE_END = 64;
/** `"`, `'` and the backtick. */
export const QUOTE = 128;

const CLASSES = new Uint8Array(0x1_0000);
function mark(characters: string, bit: number): void {
  for (const character of characters) CLASSES[character.charCodeAt(0)] = (CLASSES[character.charCodeAt(0)] ?? 0) | bit;
}
mark("abcdefghijklmnopqrstuvwxyz", LOWER);
mark("ABCDEFGHIJKLMNOPQRSTUVWXYZ", UPPER);
mark("0123456789", DIGIT);
mark("_-", JOINER);
mark("+/=", BASE64_EXTRA);
mark(" \t", BLANK);
mark("\n\r", LINE_END);
mark("\"'`", QUOTE);

/**
 * The code of the character at `index`, -1 beyond the ends. The engine gives up its fast path for `charCodeAt` once it was
 * asked for what is not there.
 */
export function codeAt(text: string, index: number): number {
  return index >= 0 && index < text.length ? text.charCodeAt(index) : -1;
}

/** The class bits of the character at `index`; 0 beyond the ends. */
export function classAt(text: string, index: number): number {
  return index >= 0 && index < text.length ? (CLASSES[text.charCodeAt(index)] ?? 0) : 0;
}

/** Whether a character is of one of the classes of a mask. */
export function hasClass(code: number, mask: number): boolean {
  return ((CLASSES[code] ?? 0) & mask) !== 0;
}

/** The end of the run of characters of a class that starts at `from`, at most `limit`. */
export function runEnd(text: string, from: number, mask: number, limit: number): number {
  let at = from;
  while (at < limit && (classAt(text, at) & mask) !== 0) at++;
  return at;
}

/** The start of the run of characters of a class that ends before `from`, at least `limit`. */
export function runStart(text: string, from: number, mask: number, limit: number): number {
  let at = from;
  while (at > limit && (classAt(text, at - 1) & mask) !== 0) at--;
  return at;
}
