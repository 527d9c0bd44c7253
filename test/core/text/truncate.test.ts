import { expect, test } from "bun:test";
import fc from "fast-check";
import { utf8Length } from "../../../lib/core/text/bytes.ts";
import { truncateMiddle } from "../../../lib/core/text/truncate.ts";

test("a long text keeps its two ends around a marker that counts what is gone", () => {
  expect(truncateMiddle("a".repeat(50) + "b".repeat(50), 40)).toBe(
    `${"a".repeat(8)}…84 chars truncated…${"b".repeat(8)}`,
  );
});

test("a text that fits is left alone, at the very byte too", () => {
  expect(truncateMiddle("é".repeat(30), 60)).toBe("é".repeat(30));
  expect(truncateMiddle("é".repeat(30), 59)).toBe(`${"é".repeat(8)}…13 chars truncated…${"é".repeat(9)}`);
});

test("without room for a marker the beginning is kept", () => {
  expect(truncateMiddle("x".repeat(100), 5)).toBe("xxxxx");
  expect(truncateMiddle("x".repeat(100), 0)).toBe("");
});

test("the result never exceeds its bytes, and head, tail and count add up to the text", () => {
  const anyText = fc.string({ unit: "grapheme", maxLength: 200 });
  fc.assert(
    fc.property(anyText, fc.nat(300), (text, max) => {
      const cut = truncateMiddle(text, max);
      expect(utf8Length(cut)).toBeLessThanOrEqual(max);
      if (utf8Length(text) <= max) return expect(cut).toBe(text);
      const marked = /^([\s\S]*)…(\d+) chars truncated…([\s\S]*)$/u.exec(cut);
      if (marked === null) return expect(text.startsWith(cut)).toBe(true);
      const [, head = "", removed, tail = ""] = marked;
      expect(text.startsWith(head)).toBe(true);
      expect(text.endsWith(tail)).toBe(true);
      expect([...head].length + Number(removed) + [...tail].length).toBe([...text].length);
      // At most one character's bytes on each side and the odd digit of the marker stay unused.
      return expect(utf8Length(cut)).toBeGreaterThan(max - 9);
    }),
    { numRuns: 500 },
  );
});
