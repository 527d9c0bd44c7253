import { expect, test } from "bun:test";
import { isAdvice, isMachineLine, isRecord } from "../../../../../lib/core/offline/extract/said/machine-lines.ts";

test("people's sentences are no machine's lines", () => {
  for (const line of [
    "never touch the lock file",
    "Nein, so nicht: das ist falsch",
    "不要改配置",
    "1. do it",
    "use x = 3, please",
  ]) {
    expect([line, isMachineLine(line)]).toEqual([line, false]);
  }
});

test.each([
  "$ npm test",
  "2026-01-02T10:00:00Z WARN retry",
  "    at run (a.js:1:2)",
  "TypeError: x is undefined",
  "diff --git a/x b/x",
  "const never = () => always();",
  "| a | b |",
  "PS C:\\app> dir",
])("%j is a machine's line", (line) => expect(isMachineLine(line)).toBe(true));

test.each([
  ["run `npm fund` for details", true],
  ["Did you mean 'test'?", true],
  ["we run the linter first", false],
])("%j is advice: %p", (line, is) => expect(isAdvice(line)).toBe(is));

test("a record has as many fields as its neighbour, three or more", () => {
  const lines = ["name,size,state", "web,3,up", "keep it short, please", "a,b"];
  expect(lines.map((_, at) => isRecord(lines, at))).toEqual([true, true, false, false]);
});
