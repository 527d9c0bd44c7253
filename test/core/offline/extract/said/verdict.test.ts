import { expect, test } from "bun:test";
import { detectLanguages } from "../../../../../lib/core/languages/detect-languages.ts";
import { sentencesOf } from "../../../../../lib/core/languages/sentences.ts";
import { isPraise, readVerdict, type Verdict } from "../../../../../lib/core/offline/extract/said/verdict.ts";

const VERDICTS: readonly (readonly [string, Verdict | undefined])[] = [
  ["Perfect, thanks!", "accepted"],
  ["works, but the footer is gone", "partly"],
  ["No, that is wrong.", "rejected"],
  ["still fails", "rejected"],
  ["passt, danke", "accepted"],
  ["Nein.", "rejected"],
  ["Does it work on Windows?", undefined],
  ["Now add a test for the parser.", undefined],
];

test.each(VERDICTS)("%j is %p", (text, verdict) => {
  const languages = detectLanguages(text);
  expect(readVerdict(text, sentencesOf(text, languages), languages)).toBe(verdict as Verdict);
});

test("praise is what little else stands beside", () => {
  const praised = (text: string) => isPraise(text, detectLanguages(text));
  expect(praised("Great work")).toBe(true);
  expect(praised("Great tools and libraries of this kind should always be kept small")).toBe(false);
});
