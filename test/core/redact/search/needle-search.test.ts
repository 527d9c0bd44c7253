import { expect, test } from "bun:test";
import fc from "fast-check";
import { NEEDLE_SLOTS, NeedleSearch } from "../../../../lib/core/redact/search/needle-search.ts";
import type { Needle } from "../../../../lib/core/redact/search/needle-table.ts";

const WORDS: Needle[] = ["pass", "token", "aab", "abab"].map((text) => ({ text, letters: "in any case" }));
const SIGNS: Needle[] = ["://", " -p", "_PW", "Ã©t"].map((text) => ({ text, letters: "as written" }));
const RUN = /[\w-]{16,}/g;
const search = new NeedleSearch([WORDS, SIGNS], (byte) => /[\w-]/.test(String.fromCharCode(byte)));

const part = fc.oneof(
  fc.constantFrom("pass", "PASS", "tOken", "toke", "a", "b", "AB", "://", ":/", " -p", " -P", "_PW", "_pw", "Ã©t"),
  fc.constantFrom("é", "—", "\u0170\u0161\u0173\u0173", "\u{1f600}", "abcdefg", "0123456789", "-"),
  fc.string({ maxLength: 6 }),
);
const text = fc.array(part, { maxLength: 40 }).map((parts) => parts.join(""));

/** Every place at which every needle stands, the slow way. */
function everywhere(content: string, from: number, to: number, needles: readonly Needle[]): [number, number][] {
  const lower = content.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  const found: [number, number][] = [];
  for (let at = from; at < Math.min(to, content.length); at++) {
    for (const [index, { text: needle, letters }] of needles.entries()) {
      if ((letters === "as written" ? content : lower).startsWith(needle, at)) found.push([at, index]);
    }
  }
  return found;
}

test("every needle is found wherever it starts in the stretch, and nothing else, whatever characters stand beside", () => {
  fc.assert(
    fc.property(text, fc.nat(60), fc.nat(200), (content, from, length) => {
      const { hits } = search.find(content, from, from + length);
      for (const [group, needles] of [WORDS, SIGNS].entries()) {
        const found = (hits[group] ?? []).map((hit) => [Math.floor(hit / NEEDLE_SLOTS), hit % NEEDLE_SLOTS]);
        expect(found.toSorted()).toEqual(everywhere(content, from, from + length, needles).toSorted());
        expect(found.map(([at]) => at)).toEqual(found.map(([at = 0]) => at).toSorted((a, b) => a - b));
      }
    }),
    { numRuns: 2_000 },
  );
});

test("every run of 16 or more characters that starts in the stretch has one place, in order", () => {
  fc.assert(
    fc.property(text, fc.nat(60), fc.nat(200), (content, from, length) => {
      const { runs } = search.find(content, from, from + length);
      for (const { index, 0: run } of content.matchAll(RUN)) {
        if (index < from || index >= from + length) continue;
        const inside = runs.filter((place) => place >= index && place < index + run.length);
        expect(inside).toHaveLength(1);
        expect((inside[0] ?? 0) - index).toBeLessThanOrEqual(13);
      }
      expect(runs).toEqual(runs.toSorted((a, b) => a - b));
    }),
    { numRuns: 2_000 },
  );
});

test("a text of any length is searched, one after the other", () => {
  const long = `${"x ".repeat(300_000)}token`;
  expect(search.find(long, 0, long.length).hits[0]).toEqual([600_000 * NEEDLE_SLOTS + 1]);
  expect(search.find("a token", 0, 7).hits[0]).toEqual([2 * NEEDLE_SLOTS + 1]);
  expect(search.find("", 0, 7).hits[0]).toEqual([]);
});

test("a list of more needles than a hit can name is refused", () => {
  const many = Array.from({ length: NEEDLE_SLOTS + 1 }, () => ({ text: "abc", letters: "as written" as const }));
  expect(() => new NeedleSearch([many], () => false)).toThrow("more than 64 needles");
});
