import { expect, test } from "bun:test";
import fc from "fast-check";
import { countCharacters, utf8Head, utf8Length, utf8Tail } from "../../../lib/core/text/bytes.ts";
import { estimateTokens } from "../../../lib/core/text/tokens.ts";

const anyText = fc.string({ unit: "binary", maxLength: 60 });

test("the length in UTF-8 is what an encoder writes, lone surrogates included", () => {
  expect(utf8Length("aé€😀")).toBe(10);
  expect(utf8Length("\ud800x")).toBe(4);
  fc.assert(fc.property(anyText, (text) => utf8Length(text) === new TextEncoder().encode(text).length));
});

test("head and tail stay within their bytes, halve no character, and one more character would not fit", () => {
  fc.assert(
    fc.property(anyText, fc.nat(130), (text, max) => {
      const head = utf8Head(text, max);
      const tail = utf8Tail(text, max);
      expect(text.startsWith(head)).toBe(true);
      expect(text.endsWith(tail)).toBe(true);
      const characters = [...text];
      const headCount = [...head].length;
      const tailCount = [...tail].length;
      expect(characters.slice(0, headCount).join("")).toBe(head);
      expect(characters.slice(characters.length - tailCount).join("")).toBe(tail);
      expect(utf8Length(head)).toBeLessThanOrEqual(max);
      expect(utf8Length(tail)).toBeLessThanOrEqual(max);
      if (headCount < characters.length) {
        expect(utf8Length(characters.slice(0, headCount + 1).join(""))).toBeGreaterThan(max);
        expect(utf8Length(characters.slice(-tailCount - 1).join(""))).toBeGreaterThan(max);
      }
    }),
  );
});

test("characters are code points", () => {
  fc.assert(fc.property(anyText, (text) => countCharacters(text) === [...text].length));
});

test("four bytes are a token and a begun one counts", () => {
  expect(estimateTokens("")).toBe(0);
  expect(estimateTokens("abcd")).toBe(1);
  expect(estimateTokens("abcde")).toBe(2);
  expect(estimateTokens("€€")).toBe(2);
});
