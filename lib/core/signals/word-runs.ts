/** So many words in a row that somebody else wrote are theirs. */
const RUN_WORDS = 6;
/** Fewer words stand anywhere by chance. */
export const SHORTEST_RUN = 3;
/** Scripts without blanks between words: each character counts as a word. */
const UNSPACED_SCRIPTS =
  "\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}";
const UNSPACED = new RegExp(`[${UNSPACED_SCRIPTS}]`, "u");
const WORDS = /[\p{L}\p{N}\p{M}]+/gu;
const WORDS_OR_CHARACTERS = new RegExp(
  `[${UNSPACED_SCRIPTS}]|(?:(?![${UNSPACED_SCRIPTS}])[\\p{L}\\p{N}\\p{M}])+`,
  "gu",
);

/** The words of a text for comparing: letters and digits alone, in lower case and one width. */
export function comparedWords(text: string): readonly string[] {
  const plain = text.normalize("NFKC").toLowerCase();
  return plain.match(UNSPACED.test(plain) ? WORDS_OR_CHARACTERS : WORDS) ?? [];
}

/** The runs of `size` words of a text. */
export function runsOf(words: readonly string[], size: number): string[] {
  return Array.from({ length: Math.max(0, words.length - size + 1) }, (_, at) => words.slice(at, at + size).join(" "));
}

/** The length of the runs by which words are found elsewhere: six, or all of fewer; undefined for too few. */
export function runSize(words: readonly string[]): number | undefined {
  return words.length < SHORTEST_RUN ? undefined : Math.min(RUN_WORDS, words.length);
}

/** A test of a line for six words in a row of one of the texts, or all of fewer. */
export function repeatsOf(texts: readonly string[]): (line: string) => boolean {
  const bySize = new Map<number, Set<string>>();
  for (const text of texts) {
    const words = comparedWords(text);
    const size = runSize(words);
    if (size === undefined) continue;
    const known = bySize.get(size) ?? new Set();
    for (const run of runsOf(words, size)) known.add(run);
    bySize.set(size, known);
  }
  return (line) => {
    const words = comparedWords(line);
    return [...bySize].some(([size, known]) => runsOf(words, size).some((run) => known.has(run)));
  };
}
