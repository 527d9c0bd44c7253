import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { detectLanguages } from "../../../../../lib/core/languages/detect-languages.ts";
import { readWords } from "../../../../../lib/core/offline/extract/said/read-words.ts";

const place = (text: string, answer: string | undefined, isFirst: boolean) => ({
  languages: detectLanguages(text),
  answer,
  isFirst,
  redoes: false,
  undoes: false,
  mayBeForeign: false,
});
const first = (text: string) => readWords(text, place(text, undefined, true));
const reply = (text: string, answer = "I have changed the page as you asked.") =>
  readWords(text, place(text, answer, false));
const quotes = ({ wishes }: ReturnType<typeof first>) => wishes.map(({ quote }) => quote);

describe("a standing wish", () => {
  test.each([
    "From here on, put new files under src.",
    "we never force-push in this repo",
    "Grundsätzlich keine neuen Abhängigkeiten",
    "Chez nous, on ne pousse jamais sur main",
    "En adelante, escribe las pruebas primero",
    "Daqui para frente, rode o lint antes",
    "D'ora in poi scrivi i test prima",
    "Voortaan eerst de linter draaien",
    "Odtąd pisz testy przed kodem",
    "Bundan böyle önce testleri yaz",
    "Từ nay viết test trước khi viết code",
    "Отныне сначала пиши тесты",
    "今后先写测试再写代码",
    "これからはテストを先に書いて",
    "앞으로는 테스트를 먼저 작성해",
  ])("is found in %j", (text) => {
    expect(quotes(reply(text))).toEqual([text]);
    expect(reply(text).wishes[0]?.kind).toBe("standing");
  });
});

describe("no wish is", () => {
  test.each([
    "The total is always zero, find out why",
    "Der Wert ist immer null, warum?",
    "Why does it never finish?",
    "What is the capital of Australia?",
    "La página siempre falla al cargar",
    "总是返回空列表",
    "should we always run the tests?",
    "Add a login page",
  ])("%j", (text) => expect(quotes(first(text))).toEqual([]));

  test("a quotation inside a message", () => {
    expect(quotes(first('The README says "always run make setup before you begin" here.'))).toEqual([]);
  });

  test.each(["WTF are you doing???", "NO NO NO!!!", "was soll das denn jetzt?!", "putain mais c'est quoi ce truc !!"])(
    "an outburst, which rejects: %j",
    (text) => {
      expect(quotes(reply(text))).toEqual([]);
      expect(reply(text).verdict).toBe("rejected");
    },
  );
});

describe("a verdict", () => {
  test.each([
    ["Works.", "accepted"],
    ["passt, danke", "accepted"],
    ["Parfait, merci !", "accepted"],
    ["отлично, спасибо", "accepted"],
    ["很好", "accepted"],
    ["ありがとうございます。", "accepted"],
    ["좋아요", "accepted"],
    ["çok iyi, teşekkürler", "accepted"],
    ["Works, but the header is gone", "partly"],
    ["Gut, aber die Farbe ist falsch", "partly"],
    ["No, this is wrong. Revert it.", "rejected"],
    ["it still crashes", "rejected"],
    ["das ist falsch", "rejected"],
    ["work through the list once more", undefined],
    ["great-circle distance as a function next", undefined],
    ["Does it work?", undefined],
    ["Not decided, leave it.", "open"],
  ] as const)("in %j is %p", (text, verdict) => expect(reply(text).verdict).toBe(verdict));

  test("is none in an answer to a question of the agent", () => {
    const read = reply("No limits on the shell, please.", "Any limits on the shell?");
    expect(read.verdict).toBeUndefined();
    expect(read.wishes).toEqual([
      { quote: "No limits on the shell, please.", kind: "answer", about: "Any limits on the shell?" },
    ]);
    expect(reply("no", "Shall I push?").wishes).toEqual([]);
  });

  test("is none in a first message", () => expect(first("Works on my machine, not in CI.").verdict).toBeUndefined());
});

test("a correction is quoted whole, with its reason", () => {
  const text = "No. Use bun here: npm breaks the links.";
  expect(quotes(reply(text))).toEqual([text]);
  expect(reply(text).wishes[0]?.about).toBe("I have changed the page as you asked.");
});

test("a language without words here is told by what the agent does next", () => {
  const text = "استخدم المسافات بدلا من علامات الجدولة";
  const read = readWords(text, { ...place(text, "Done, with tabs.", false), redoes: true, mayBeForeign: true });
  expect(quotes(read)).toEqual([text]);
  expect(quotes(reply(text))).toEqual([]);
});

test("wishes are word for word in the message, whatever it is", () => {
  const words = fc.string({ unit: "binary", maxLength: 120 });
  fc.assert(
    fc.property(words, fc.constantFrom("never ", "immer ", "不要", "use x, not y. ", ""), (text, lead) => {
      const message = `${lead}${text}`.replaceAll(/\s+/g, " ").trim();
      for (const read of [first(message), reply(message)])
        for (const quote of quotes(read)) expect(message).toContain(quote);
    }),
  );
});
