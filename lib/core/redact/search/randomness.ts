import { BIGRAM_BITS, BOUNDARY_SYMBOL, DIGIT_SYMBOL, SYMBOLS } from "./bigrams.ts";
import { classAt, codeAt, DIGIT, JOINER, LETTER, LOWER, UPPER } from "./characters.ts";

/** What a piece of text is made of. */
export interface TextShape {
  readonly length: number;
  readonly lower: number;
  readonly upper: number;
  readonly digits: number;
  /** `_` and `-`. */
  readonly joiners: number;
  /** Changes between letter and digit. */
  readonly turns: number;
  /** Only 0-9 and a-f, or only 0-9 and A-F, perhaps joined by `_` and `-`. */
  readonly hex: boolean;
  /**
   * Mean surprise per character (signs left out), in bits, against words and identifiers.
   * Words: about 4; random letters: about 7.
   */
  readonly surprise: number;
}

/** Longer pieces are judged by their beginning, so that judging costs the same whatever the length. */
const JUDGED_CHARACTERS = 160;

/** One pass over `text[start, end)`. */
export function shapeOf(text: string, start: number, end: number): TextShape {
  const stop = Math.min(end, start + JUDGED_CHARACTERS);
  let lower = 0;
  let upper = 0;
  let digits = 0;
  let turns = 0;
  let lowerHex = true;
  let upperHex = true;
  let bits = 0;
  let symbol = BOUNDARY_SYMBOL;
  let before = 0;
  let signs = 0;
  let joiners = 0;
  for (let at = start; at < stop; at++) {
    const code = codeAt(text, at);
    const kind = classAt(text, at);
    let next = BOUNDARY_SYMBOL;
    if ((kind & DIGIT) !== 0) {
      digits++;
      next = DIGIT_SYMBOL;
    } else if ((kind & LOWER) !== 0) {
      lower++;
      next = code - 97;
      upperHex = false;
      if (next > 5) lowerHex = false;
    } else if ((kind & UPPER) !== 0) {
      upper++;
      lowerHex = false;
      if (code > 70) upperHex = false;
      const hump = (before & LOWER) !== 0 || ((before & UPPER) !== 0 && (classAt(text, at + 1) & LOWER) !== 0);
      if (hump) {
        bits += BIGRAM_BITS[symbol * SYMBOLS + BOUNDARY_SYMBOL] ?? 0;
        symbol = BOUNDARY_SYMBOL;
      }
      next = code - 65;
    } else if ((kind & JOINER) !== 0) {
      joiners++;
    } else {
      lowerHex = false;
      upperHex = false;
      if (code !== 46 && code !== 47 && code !== 58) signs++;
    }
    if (next !== BOUNDARY_SYMBOL || symbol !== BOUNDARY_SYMBOL) bits += BIGRAM_BITS[symbol * SYMBOLS + next] ?? 0;
    if (((kind & DIGIT) !== 0 && (before & LETTER) !== 0) || ((kind & LETTER) !== 0 && (before & DIGIT) !== 0)) turns++;
    symbol = next;
    before = kind;
  }
  const length = end - start;
  const judged = Math.max(1, stop - start - signs);
  return { length, lower, upper, digits, joiners, turns, hex: lowerHex || upperHex, surprise: bits / judged };
}

/** The symbol of each ASCII character in the table of bigrams. */
const SYMBOL_OF = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= 48 && code <= 57) return DIGIT_SYMBOL;
  const letter = code | 32;
  return letter >= 97 && letter <= 122 ? letter - 97 : BOUNDARY_SYMBOL;
});
/** Below this a run of few digits is words; all else is looked at closely. */
const WORDY_SURPRISE = 5;
const SURELY_WORDY = 4.5;

/**
 * Whether a run of letters, digits, `_` and `-` is plainly words, as nearly all are: what `shapeOf` says of surprise,
 * digits and turns, without anything else. Nothing that a rule looks for is plainly words.
 */
export function isPlainlyWords(text: string, start: number, end: number): boolean {
  const stop = Math.min(end, start + JUDGED_CHARACTERS);
  let bits = 0;
  let digits = 0;
  let turns = 0;
  let symbol = BOUNDARY_SYMBOL;
  /** Of the character before: a small letter 2, a capital 1, else 0. */
  let before = 0;
  for (let at = start; at < stop; at++) {
    const code = codeAt(text, at);
    const next = SYMBOL_OF[code] ?? BOUNDARY_SYMBOL;
    let letterCase = 0;
    if (next < DIGIT_SYMBOL) {
      letterCase = code >= 97 ? 2 : 1;
      if (symbol === DIGIT_SYMBOL) turns++;
      if (letterCase === 1 && before !== 0 && (before === 2 || isSmall(codeAt(text, at + 1)))) {
        bits += BIGRAM_BITS[symbol * SYMBOLS + BOUNDARY_SYMBOL] ?? 0;
        symbol = BOUNDARY_SYMBOL;
      }
    } else if (next === DIGIT_SYMBOL) {
      digits++;
      if (symbol < DIGIT_SYMBOL) turns++;
    }
    if (next !== BOUNDARY_SYMBOL || symbol !== BOUNDARY_SYMBOL) bits += BIGRAM_BITS[symbol * SYMBOLS + next] ?? 0;
    symbol = next;
    before = letterCase;
  }
  const surprise = bits / Math.max(1, stop - start);
  return surprise < WORDY_SURPRISE && (digits === 0 || (turns < 3 && surprise < SURELY_WORDY));
}

const isSmall = (code: number): boolean => code >= 97 && code <= 122;

/** Surprise from which on a piece of mixed letters and digits is no identifier (1 % of random ones lie below). */
const SURPRISING_MANY_DIGITS = 4.9;
const SURPRISING_FEW_DIGITS = 5.3;
/** Surprise from which on letters alone make no words. */
const SURPRISING_LETTERS = 5.75;
/** The shortest piece that can be told from a word. */
export const RANDOM_MIN_LENGTH = 16;

/** Letters and digits mixed, 16 or more, no words and no hexadecimal number: drawn at random. */
export function looksRandom(shape: TextShape): boolean {
  if (shape.length < RANDOM_MIN_LENGTH || shape.hex) return false;
  const letters = shape.lower + shape.upper;
  if (letters === 0 || !looksUnjoined(shape)) return false;
  if (shape.digits === 0) return shape.surprise >= SURPRISING_LETTERS && shape.length >= 20;
  const manyDigits = shape.digits >= 3 && shape.turns >= 3;
  return shape.surprise >= (manyDigits ? SURPRISING_MANY_DIGITS : SURPRISING_FEW_DIGITS);
}

/** In random base64url one character of 32 is a joiner and both cases occur; more joiners or one case make words. */
function looksUnjoined({ joiners, lower, upper, length }: TextShape): boolean {
  return joiners === 0 || (lower > 0 && upper > 0 && joiners <= 2 + length / 10);
}

/** A hexadecimal number of at least `length` digits with letters in it: random or a hash, which cannot be told. */
export function looksHexadecimal(shape: TextShape, length: number): boolean {
  return shape.hex && shape.length >= length && shape.digits > 0 && shape.lower + shape.upper > 0;
}

/** Letters (and perhaps digits) that no word is made of; for short values, where `looksRandom` says nothing. */
export function isGibberish(shape: TextShape): boolean {
  return shape.surprise >= SURPRISING_LETTERS;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const UUID_LENGTH = 36;

export function isUuid(text: string): boolean {
  return text.length === UUID_LENGTH && UUID.test(text);
}
