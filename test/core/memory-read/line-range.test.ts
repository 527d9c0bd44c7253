import { expect, test } from "bun:test";
import fc from "fast-check";
import { countLines, lineEnd, lineStart, sliceLines } from "../../../lib/core/memory-read/line-range.ts";
import { utf8Length } from "../../../lib/core/text/bytes.ts";

const ALL = { maxLines: Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY };
const text = fc
  .array(fc.constantFrom("a", "é", "日", "🧠", "\n", "\n\n", "\r\n", " "), { maxLength: 40 })
  .map((parts) => parts.join(""));

test("lines are counted with and without a newline at the end", () => {
  expect(["", "a", "a\n", "a\nb", "a\nb\n", "\n", "\n\n"].map((one) => countLines(Buffer.from(one)))).toEqual([
    0, 1, 1, 2, 2, 1, 2,
  ]);
});

test("slices of one line after the other put the text together again", () => {
  fc.assert(
    fc.property(text, (input) => {
      const bytes = Buffer.from(input);
      const lines = Array.from({ length: countLines(bytes) }, (_, index) =>
        sliceLines(bytes, index + 1, { ...ALL, maxLines: 1 }),
      );
      expect(lines.map((line) => line?.content).join("")).toBe(input);
      expect(lines.map((line) => line?.truncated)).toEqual(lines.map((_, index) => index + 1 < lines.length));
    }),
  );
});

test("a slice starts where its line starts, keeps its limits, and says exactly whether something follows", () => {
  fc.assert(
    fc.property(
      text,
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 4, max: 30 }),
      (input, start, maxLines, maxBytes) => {
        const bytes = Buffer.from(input);
        const slice = sliceLines(bytes, start, { maxLines, maxBytes });
        if (slice === undefined) {
          expect(start).toBeGreaterThan(Math.max(1, countLines(bytes)));
          return;
        }
        const from = lineStart(bytes, start);
        expect(bytes.subarray(from).toString().startsWith(slice.content)).toBe(true);
        expect(utf8Length(slice.content)).toBeLessThanOrEqual(maxBytes);
        expect(countLines(Buffer.from(slice.content))).toBeLessThanOrEqual(maxLines);
        expect(slice.truncated).toBe(from + utf8Length(slice.content) < bytes.length);
      },
    ),
    { numRuns: 1_000 },
  );
});

test("line 1 of an empty text is empty; later lines and lines past the end are not there", () => {
  expect(sliceLines(Buffer.from(""), 1, ALL)).toEqual({ content: "", truncated: false });
  expect(sliceLines(Buffer.from(""), 2, ALL)).toBeUndefined();
  expect(sliceLines(Buffer.from("a\nb\n"), 3, ALL)).toBeUndefined();
});

test("bytes that are not UTF-8 read as U+FFFD, and count as what they read as", () => {
  const slice = sliceLines(Buffer.from([0x61, 0xff, 0xfe, 0x0a, 0x62]), 1, { ...ALL, maxBytes: 8 });
  expect(slice).toEqual({ content: "a\uFFFD\uFFFD\n", truncated: true });
});

test("a first line that alone is too long is cut between characters", () => {
  expect(sliceLines(Buffer.from("日本語\nx"), 1, { ...ALL, maxBytes: 7 })).toEqual({
    content: "日本",
    truncated: true,
  });
});

test("the end of a line is behind its newline", () => {
  expect([lineEnd(Buffer.from("ab\nc"), 0), lineEnd(Buffer.from("ab\nc"), 3)]).toEqual([3, 4]);
});
