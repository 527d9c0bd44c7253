import { expect, test } from "bun:test";
import fc from "fast-check";
import { WordSearch } from "../../../../lib/core/redact/search/word-search.ts";

const WORDS = ["pass", "token", "auth", "secret", "bearer"];
const search = new WordSearch(WORDS);

/** Every place at which every word stands, the slow way. */
function everywhere(text: string, from: number, to: number): [number, number][] {
  const lower = text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  const found: [number, number][] = [];
  for (let at = from; at < Math.min(to, text.length); at++) {
    for (const [index, word] of WORDS.entries()) if (lower.startsWith(word, at)) found.push([at, index]);
  }
  return found;
}

test("finds each word wherever it starts in the stretch, in any case, and nothing else", () => {
  const part = fc.oneof(
    fc.constantFrom(...WORDS, "PASS", "Token", "aUtH", "toke", "secre", "tpass"),
    fc.string({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), fc.nat(60), fc.nat(120), (parts, from, length) => {
      const text = parts.join("");
      const found: [number, number][] = [];
      search.each(text, from, from + length, (start, word) => found.push([start, word]));
      expect(found).toEqual(everywhere(text, from, from + length));
    }),
    { numRuns: 1_000 },
  );
});
