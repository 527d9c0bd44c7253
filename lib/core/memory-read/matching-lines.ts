import { lineEnd } from "./line-range.ts";

const NEWLINE = 0x0a;

export interface SearchTerms {
  /** Literal texts of one line each; a line matches when it holds any of them. */
  readonly queries: readonly string[];
  readonly letterCase: "sensitive" | "insensitive";
}

/** A text as it is compared. Folding keeps every newline, so lines keep their numbers. */
function folded(text: string, terms: SearchTerms): string {
  return terms.letterCase === "insensitive" ? text.toLowerCase() : text;
}

/** The terms made ready once for many texts. */
export function searchNeedles(terms: SearchTerms): readonly Buffer[] {
  return [...new Set(terms.queries)].map((query) => Buffer.from(folded(query, terms)));
}

/** The text in the form in which needles are looked for. */
export function searchHaystack(bytes: Buffer, terms: SearchTerms): Buffer {
  return terms.letterCase === "insensitive" ? Buffer.from(folded(bytes.toString("utf8"), terms)) : bytes;
}

/** The numbers (1-based, ascending) of the lines that hold any needle. */
export function* matchingLines(haystack: Buffer, needles: readonly Buffer[]): Generator<number> {
  const next = needles.map((needle) => haystack.indexOf(needle));
  let line = 1;
  let lineAt = 0;
  for (;;) {
    const hit = Math.min(...next.map((at) => (at === -1 ? Number.POSITIVE_INFINITY : at)));
    if (hit === Number.POSITIVE_INFINITY) return;
    for (
      let end = haystack.indexOf(NEWLINE, lineAt);
      end !== -1 && end < hit;
      end = haystack.indexOf(NEWLINE, lineAt)
    ) {
      line += 1;
      lineAt = end + 1;
    }
    yield line;
    const after = lineEnd(haystack, hit);
    for (const [index, needle] of needles.entries()) {
      const at = next[index] ?? -1;
      if (at !== -1 && at < after) next[index] = haystack.indexOf(needle, after);
    }
  }
}
