/** Called for each occurrence: the place of the word and which it is (its index in the list). */
export type OnWord = (start: number, word: number) => void;

const WINDOW = 4;
const SLOTS = 1 << 10;

/** Two characters as a slot: letters by their place in the alphabet, whatever their case; others fall in with them. */
const slotOf = (first: number, second: number): number => ((first & 31) << 5) | (second & 31);

/**
 * Finds many words at once, in any case, in a text that holds few of them (Wu and Manber's search with pairs of
 * characters): looks at the pair at the end of a window of four and skips up to three characters when no word has
 * that pair there, which an alternation of a regular expression does not do. Words have four or more ASCII letters.
 */
export class WordSearch {
  private readonly shifts = new Uint8Array(SLOTS).fill(WINDOW - 1);
  /** For a pair that ends a window: the words whose first four letters end so. */
  private readonly candidates: (readonly number[])[] = [];
  private readonly words: readonly string[];

  constructor(words: readonly string[]) {
    this.words = words;
    const candidates = new Map<number, number[]>();
    for (const [index, word] of words.entries()) {
      for (let end = 1; end < WINDOW; end++) {
        const slot = slotOf(word.charCodeAt(end - 1), word.charCodeAt(end));
        this.shifts[slot] = Math.min(this.shifts[slot] ?? 0, WINDOW - 1 - end);
        if (end === WINDOW - 1) candidates.set(slot, [...(candidates.get(slot) ?? []), index]);
      }
    }
    for (const [slot, list] of candidates) this.candidates[slot] = list;
  }

  /** Occurrences that start in `[from, to)`, in order. */
  each(text: string, from: number, to: number, onWord: OnWord): void {
    const shifts = this.shifts;
    const stop = Math.min(text.length, to + WINDOW - 1);
    let at = from + WINDOW - 1;
    while (at < stop) {
      const slot = slotOf(text.charCodeAt(at - 1), text.charCodeAt(at));
      const shift = shifts[slot] ?? 0;
      if (shift !== 0) {
        at += shift;
        continue;
      }
      const start = at - WINDOW + 1;
      for (const index of this.candidates[slot] ?? []) {
        if (isWordAt(text, start, this.words[index] ?? "")) onWord(start, index);
      }
      at++;
    }
  }
}

function isWordAt(text: string, start: number, word: string): boolean {
  for (let at = 0; at < word.length; at++) {
    // sets the bit that tells lower from upper case; the words are in lower case
    if ((text.charCodeAt(start + at) | 32) !== word.charCodeAt(at)) return false;
  }
  return true;
}
