import { describe, expect, test } from "bun:test";
import { detectLanguages, isUnknownLanguage } from "../../../lib/core/languages/detect-languages.ts";
import { LANGUAGES } from "../../../lib/core/languages/languages.ts";
import { phrasesOf, says } from "../../../lib/core/languages/phrases.ts";
import { sentencesOf, wordCount } from "../../../lib/core/languages/sentences.ts";

const codes = (text: string) => detectLanguages(text).map(({ code }) => code);

test("every language has phrases of every kind that it can have", () => {
  for (const language of LANGUAGES) {
    for (const kind of [
      "standing",
      "wishes",
      "manners",
      "corrects",
      "rejects",
      "accepts",
      "retracts",
      "asks",
    ] as const) {
      expect([language.code, kind, phrasesOf(language, kind).length > 3]).toEqual([language.code, kind, true]);
    }
  }
});

test.each([
  ["Bitte lass die Tests vor dem Commit laufen", "de"],
  ["Не трогай настройки сервера", "ru"],
  ["設定は変えないで", "ja"],
  ["설정은 건드리지 마", "ko"],
  ["不要改配置", "zh"],
  ["Từ nay hãy hỏi tôi trước", "vi"],
  ["Nie zmieniaj żadnych plików", "pl"],
  ["No cambies la configuración sin preguntarme", "es"],
])("%j is read with the words of %s, and with English ones", (text, code) => {
  expect(codes(text)).toContain(code);
  expect(codes(text)).toContain("en");
});

test("a message too short to tell is in the language of its session", () => {
  const german = detectLanguages("Bitte lass die Tests vor dem Commit laufen");
  expect(detectLanguages("passt", german).map(({ code }) => code)).toContain("de");
});

test("a script without words here is unknown", () => {
  expect(isUnknownLanguage("لا تغير الملفات بدون سؤال")).toBe(true);
  expect(isUnknownLanguage("never touch the lock file")).toBe(false);
});

describe("a phrase", () => {
  const english = LANGUAGES.filter(({ code }) => code === "en");
  test.each([
    ["never again", true],
    ["nevertheless", false],
    ["Don’t touch it", true],
    ["show me the plan first", true],
    ["showmefirst", false],
  ])("in %j is found: %p", (text, found) => {
    const any = says(english, "standing", text) || says(english, "wishes", text) || says(english, "manners", text);
    expect(any).toBe(found);
  });
});

test("sentences end with marks of any script, and not after abbreviations", () => {
  expect(sentencesOf("Use tabs, e.g. here. no spaces!", LANGUAGES)).toEqual(["Use tabs, e.g. here.", "no spaces!"]);
  expect(sentencesOf("Nimm z.B. Redis. Sonst nichts.", LANGUAGES)).toEqual(["Nimm z.B. Redis.", "Sonst nichts."]);
  expect(sentencesOf("違う。pnpm を使って。", LANGUAGES)).toEqual(["違う。", "pnpm を使って。"]);
  expect(sentencesOf("- one\n2. two", LANGUAGES)).toEqual(["one", "two"]);
});

test("words are counted where no blanks stand between them", () => {
  expect(wordCount("use the lock file")).toBe(4);
  expect(wordCount("不要改配置")).toBe(3);
  expect(wordCount("")).toBe(0);
});
