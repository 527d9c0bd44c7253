import { expect, test } from "bun:test";
import { isAdvice, isMachineLine } from "../../../../../lib/core/offline/extract/said/machine-lines.ts";
import { startOfOthersTalk } from "../../../../../lib/core/offline/extract/said/others-talk.ts";

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

test.each([
  ["From: Bob <b@example.org>", true],
  ["Von: Bob", true],
  ["On Monday, 3 March 2025, Bob Miller wrote:", true],
  ["From now on use tabs", false],
])("%j opens a mail: %p", (line, is) => expect(startOfOthersTalk([line]) === 0).toBe(is));
