import { expect, test } from "bun:test";
import { citedText, judgeLines } from "../../../lib/core/citations/judge-entry.ts";

const file = Buffer.from("one\ntwo\r\n\n  \nfive");
const entry = (lineStart: number, lineEnd: number) => ({ path: "f.md", lineStart, lineEnd, note: "" });

test.each([
  [1, 1, undefined, "one"],
  [1, 2, undefined, "one\ntwo"],
  [2, 5, undefined, "two\r\n\n  \nfive"],
  [5, 5, undefined, "five"],
  [3, 4, "the lines are all blank", "\n  "],
  [2, 1, "start after end", undefined],
  [0, 1, "line 0 does not exist", undefined],
  [5, 6, "line 6 does not exist: the file has 5", undefined],
  [9, 9, "line 9 does not exist: the file has 5", undefined],
])("lines %p to %p", (start, end, reason, text) => {
  expect(judgeLines(file, entry(start, end))).toBe(reason as string);
  expect(citedText(file, entry(start, end))).toBe(text as string);
});

test("at most 200 lines and 64 KiB are inlined", () => {
  const many = Buffer.from("x\n".repeat(300));
  expect(citedText(many, entry(1, 300))?.split("\n").length).toBe(200);
  const wide = Buffer.from(`${"é".repeat(50_000)}\n`.repeat(3));
  expect(Buffer.byteLength(citedText(wide, entry(1, 3)) ?? "")).toBe(65_536);
});
