import { expect, test } from "bun:test";
import { detectLanguages } from "../../../../../lib/core/languages/detect-languages.ts";
import { sentencesOf } from "../../../../../lib/core/languages/sentences.ts";
import {
  hasAnswer,
  isQuestion,
  type WishReading,
  wishesIn,
} from "../../../../../lib/core/offline/extract/said/wishes-in.ts";

function found(text: string, reading: Partial<WishReading> = {}) {
  const languages = detectLanguages(text);
  const sentences = sentencesOf(text, languages);
  const listed = new Set<string>();
  const plain = { listed, continues: false, corrects: false, objected: false, answers: false, answer: undefined };
  return wishesIn(text, { sentences, languages, ...plain, ...reading }).map(({ kind, quote, about }) => [
    kind,
    quote,
    about,
  ]);
}

test("a sentence that holds for longer is a standing wish, word for word", () => {
  expect(found("Add a page. From now on always run the linter first.")).toEqual([
    ["standing", "From now on always run the linter first.", undefined],
  ]);
});

test("a correction is quoted whole, with what it corrects", () => {
  expect(
    found("No, put the helper under src instead.", { corrects: true, continues: true, answer: "I put it in lib." }),
  ).toEqual([["correction", "No, put the helper under src instead.", "I put it in lib."]]);
});

test("an answer has its question, and a short one says nothing", () => {
  const reading = { answers: true, continues: true, answer: "Two ways are open.\nWhich database shall I use?" };
  expect(found("the one that we have already", reading)).toEqual([
    ["answer", "the one that we have already", "Which database shall I use?"],
  ]);
  expect(found("yes", reading)).toEqual([]);
});

test("neither a question nor a report is a wish", () => {
  expect(found("What does this function do?")).toEqual([]);
  expect(found("The build always crashes on start.")).toEqual([]);
});

test.each([
  ["Is it done?", true],
  ["直りましたか", true],
  ["When you commit, always sign off", false],
  ["Do it now", false],
])("%j asks: %p", (text, is) => expect(isQuestion(text, detectLanguages(text))).toBe(is));

test("an answer that ends with a question waits for one", () => {
  const waits = (text: string) => hasAnswer(text, detectLanguages(text));
  expect(waits("I can do either.\nShall I use tabs?")).toBe(true);
  expect(waits("Why it broke? A typo. It is mended.")).toBe(false);
});
