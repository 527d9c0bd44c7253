import { FOLDED_SECRET, foldWords, trimMarks } from "./fold-words.ts";

/** A part of a quotation that is shorter, and only one word, could stand anywhere by chance. */
const PART_MIN_CHARS = 8;
const PART_MIN_WORDS = 2;
/** Between two parts of a quotation around a secret there is the secret, and what was taken out along with it. */
const SECRET_MAX_CHARS = 200;

/** Where a quotation leaves something out: `…`, `...`, in brackets or not, and the mark of a text that was cut. */
export const OMISSION = /\s*(?:[[(]\s*(?:…|\.{3,})\s*[\])]|…[\d,]+ chars truncated…|…|\.{3,})\s*/u;

/**
 * The first of the texts in which a quotation stands, as its place; undefined when it stands in none. `folded`: texts
 * by `foldWords`. A quotation that leaves something out stands in a text when all its parts do, in their order; what is
 * shorter than 8 characters and 2 words has to be the whole text.
 */
export function findQuote(quote: string, folded: readonly string[]): number | undefined {
  const whole = trimMarks(foldWords(quote));
  if (whole === "") return undefined;
  const same = folded.findIndex((text) => trimMarks(text) === whole);
  if (same >= 0) return same;
  const parts = quote
    .split(OMISSION)
    .map(foldWords)
    .filter((part) => trimMarks(part) !== "");
  const readings = [[foldWords(quote)], parts]
    .map((reading) => reading.map(piecesOf))
    .filter((reading) => reading.length > 0 && reading.every((pieces) => isLong(pieces.join(" "))));
  const at = folded.findIndex((text) => readings.some((reading) => standsIn(reading, text)));
  return at < 0 ? undefined : at;
}

/** A part of a quotation without the secrets that it runs over. */
function piecesOf(part: string): string[] {
  return part
    .split(FOLDED_SECRET)
    .map(trimMarks)
    .filter((piece) => piece !== "");
}

/** Whether all parts, each in its pieces, stand in a text, each behind the one before. */
function standsIn(parts: readonly (readonly string[])[], text: string): boolean {
  let from = 0;
  for (const pieces of parts) {
    const end = endOfPieces(pieces, text, from);
    if (end === undefined) return false;
    from = end;
  }
  return true;
}

/** Where the pieces of a part that runs over secrets end in a text; undefined when they do not stand there. */
function endOfPieces([first = "", ...rest]: readonly string[], text: string, from: number): number | undefined {
  for (let at = placeOf(first, text, from); at !== undefined; at = placeOf(first, text, at + 1)) {
    let end: number | undefined = at + first.length;
    for (const piece of rest) {
      // Without a secret between them the pieces are words picked out of a sentence, which may say the opposite.
      const secret: number = text.indexOf(FOLDED_SECRET, end);
      const next: number | undefined = secret < 0 ? undefined : placeOf(piece, text, secret);
      end = next === undefined || next - end > SECRET_MAX_CHARS ? undefined : next + piece.length;
      if (end === undefined) break;
    }
    if (end !== undefined) return end;
  }
  return undefined;
}

/** The next place where words stand as words of their own: not `use tabs` in `cause tabs`. */
function placeOf(words: string, text: string, from: number): number | undefined {
  for (let at = text.indexOf(words, from); at >= 0; at = text.indexOf(words, at + 1)) {
    const end = at + words.length;
    if (!runsOn(text.charAt(at - 1), words.charAt(0)) && !runsOn(words.at(-1) ?? "", text.charAt(end))) return at;
  }
  return undefined;
}

const LETTER = /[\p{L}\p{N}_]/u;
/** Scripts that do not divide words by spaces, or hang endings on them that a quotation leaves out. */
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

function runsOn(before: string, after: string): boolean {
  return LETTER.test(before) && LETTER.test(after) && !UNSPACED.test(before) && !UNSPACED.test(after);
}

function isLong(words: string): boolean {
  return [...words].length >= PART_MIN_CHARS || countWords(words) >= PART_MIN_WORDS;
}

const SEGMENTER = new Intl.Segmenter("und", { granularity: "word" });

function countWords(text: string): number {
  return [...SEGMENTER.segment(text)].filter(({ isWordLike }) => isWordLike === true).length;
}
