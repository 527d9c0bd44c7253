import { expect, test } from "bun:test";
import fc from "fast-check";
import { makeFileSearch } from "../../../lib/core/memory-read/search-file.ts";

const find = (text: string, queries: string[], context = 0, letterCase: "sensitive" | "insensitive" = "sensitive") => [
  ...makeFileSearch({ queries, letterCase }, context).matches("f.md", Buffer.from(text), 0),
];

test("each line that holds a query is one match, with its newline", () => {
  expect(find("one two two\nthree\nTwo\ntwo", ["two"])).toEqual([
    { path: "f.md", line_number: 1, start_line_number: 1, content: "one two two\n" },
    { path: "f.md", line_number: 4, start_line_number: 4, content: "two" },
  ]);
});

test("any of several queries matches, a line once", () => {
  expect(find("a\nb\nab\nc\n", ["a", "b"]).map((match) => match.line_number)).toEqual([1, 2, 3]);
});

test("letter case can be ignored, also beyond ASCII and where folding changes the length", () => {
  expect(find("İstanbul\nÉCOLE\nx\n", ["école"], 0, "insensitive").map((match) => match.content)).toEqual(["ÉCOLE\n"]);
  expect(find("abc\nABC\n", ["aBc"]).length).toBe(0);
});

test("a query is literal", () => {
  expect(find("a.c\nabc\n", ["a.c"]).map((match) => match.line_number)).toEqual([1]);
});

test("context lines stand around the match and stop at the edges of the file", () => {
  expect(find("1\n2\n3 x\n4\n5 x", ["x"], 1)).toEqual([
    { path: "f.md", line_number: 3, start_line_number: 2, content: "2\n3 x\n4\n" },
    { path: "f.md", line_number: 5, start_line_number: 4, content: "4\n5 x" },
  ]);
});

test("CRLF stays, bytes that are not UTF-8 read as U+FFFD", () => {
  const bytes = Buffer.concat([Buffer.from("key "), Buffer.from([0xff]), Buffer.from("\r\n")]);
  const [match] = makeFileSearch({ queries: ["key"], letterCase: "sensitive" }, 0).matches("f", bytes, 0);
  expect(match?.content).toBe("key \uFFFD\r\n");
});

test("a line of a megabyte is shown up to 64 KiB, cut between characters", () => {
  const [match] = find(`key ${"é".repeat(600_000)}\n`, ["key"]);
  expect(Buffer.byteLength(match?.content ?? "")).toBe(65_536);
  expect(match?.content.endsWith("é")).toBe(true);
});

test("matches are those of a plain filter over the lines, whatever the context", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "ab", "", "aab", "c d"), { maxLength: 30 });
  const queries = fc.uniqueArray(fc.constantFrom("a", "ab", "c", "d"), { minLength: 1 });
  fc.assert(
    fc.property(lines, queries, fc.nat({ max: 3 }), fc.nat({ max: 10 }), (all, wanted, context, after) => {
      const found = [
        ...makeFileSearch({ queries: wanted, letterCase: "sensitive" }, context).matches(
          "f",
          Buffer.from(all.join("\n")),
          after,
        ),
      ];
      const expected = all.flatMap((line, at) =>
        wanted.some((query) => line.includes(query)) && at + 1 > after ? [at + 1] : [],
      );
      expect(found.map((match) => match.line_number)).toEqual(expected);
      for (const match of found) {
        const first = Math.max(1, match.line_number - context);
        const end = Math.min(all.length, match.line_number + context);
        const shown = all.slice(first - 1, end).join("\n") + (end < all.length ? "\n" : "");
        expect([match.start_line_number, match.content]).toEqual([first, shown]);
      }
    }),
  );
});
