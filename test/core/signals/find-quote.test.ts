import { expect, test } from "bun:test";
import fc from "fast-check";
import { findQuote } from "../../../lib/core/signals/find-quote.ts";
import { foldWords } from "../../../lib/core/signals/fold-words.ts";

const said = (quote: string, ...rows: string[]) => findQuote(quote, rows.map(foldWords)) !== undefined;

const ROW = "No. This monorepo is on bun – yarn breaks the workspace links!  Don't use it, “ever”.";

test.each([
  ["as it stands", "yarn breaks the workspace links"],
  ["with other case, spaces and dashes", "THIS monorepo  is on bun - yarn breaks"],
  ["with typographic marks", "Don’t use it, 'ever'"],
  ["with something left out", "This monorepo is on bun … Don't use it"],
  ["with something left out in brackets", "This monorepo […] breaks the workspace links"],
  ["with three full stops", "monorepo is on bun... don't use it"],
  ["of two words", "is on"],
])("words quoted %s are found", (_, quote) => expect(said(quote, ROW)).toBe(true));

test.each([
  ["translated", "Dieses Monorepo läuft mit bun"],
  ["joined from two messages", "yarn breaks the workspace links … run the linter first"],
  ["in another order", "Don't use it … This monorepo"],
  ["of one short word", "bun"],
  ["that begin in the middle of a word", "arn breaks the workspace"],
  ["of which one part is too short", "This monorepo … bun"],
  ["of nothing", "…"],
])("words %s are not found", (_, quote) => expect(said(quote, ROW, "run the linter first")).toBe(false));

test("a short quotation is found where it is the whole message", () => {
  expect(said("No!", "no")).toBe(true);
  expect(said("别", "别。")).toBe(true);
  expect(said("no", "no, not that")).toBe(false);
});

test("a quotation that runs over a secret matches around it, whatever stands for it", () => {
  const row = "Always deploy with key=[REDACTED_SECRET] and tell nobody about it";
  expect(said("deploy with key=[REDACTED_SECRET] and tell nobody", row)).toBe(true);
  expect(said("deploy with key=*** and tell nobody", row)).toBe(true);
  expect(said("deploy with key=<redacted> and tell nobody", row)).toBe(true);
  expect(said("deploy with key=hunter2 and tell nobody", row)).toBe(false);
  expect(said("[REDACTED_SECRET]", row)).toBe(false);
});

test("a quotation runs over a secret only where there is one", () => {
  expect(said("use [REDACTED_SECRET] npm", "use pnpm, never npm")).toBe(false);
  expect(said("never [token] ask me first", "never push before you ask me first")).toBe(false);
  expect(said("sign in as [REDACTED_SECRET], then [key] works", "sign in as [REDACTED_SECRET], then *** works")).toBe(
    true,
  );
});

test("what a model writes in another case or as web pages do is found", () => {
  expect(said("commit mesajlarını ingilizce yaz", "COMMIT MESAJLARINI İNGİLİZCE YAZ")).toBe(true);
  expect(said("keep a &amp; b, &lt;em&gt; &quot;as is&quot;", 'keep a & b, <em> "as is"')).toBe(true);
  const row = "deploy with [REDACTED_SECRET] on fridays only";
  expect(said("deploy with [token] on fridays", row)).toBe(true);
  expect(said("deploy with <your-api-key> on mondays", row)).toBe(false);
});

test.each([
  ["ja", "テストは毎回実行してください", "了解です。テストは毎回実行してください。お願いします"],
  ["zh", "不要用npm", "请不要用npm，用pnpm"],
  ["ko", "주석은 한국어로", "주석은 한국어로 써 주세요"],
  ["fr", "« Jamais de push ! »", "jamais de push! sur main"],
  ["ru", "Всегда запускай тесты", "всегда запускай тесты перед коммитом"],
])("words in %s are found", (_, quote, row) => expect(said(quote, row)).toBe(true));

test("what a person said is found whole in it, and folding twice is folding once", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      expect(foldWords(foldWords(text))).toBe(foldWords(text));
      if (/[\p{L}\p{N}]/u.test(text)) expect(said(text, text)).toBe(true);
    }),
  );
});
