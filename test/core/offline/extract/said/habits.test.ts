import { expect, test } from "bun:test";
import { LANGUAGES } from "../../../../../lib/core/languages/languages.ts";
import {
  isCustom,
  isObservation,
  isOfThing,
  isUserStory,
} from "../../../../../lib/core/offline/extract/said/habits.ts";
import { final, memoryOf, quotesIn, user } from "../../../../helpers/told-session.ts";

const inOne = (code: string) => LANGUAGES.filter((language) => language.code === code);

const OBSERVED: readonly (readonly [code: string, sentence: string])[] = [
  ["en", "The importer always chokes on umlauts"],
  ["en", "I never understood why we ship two bundles"],
  ["en", "Nobody ever tests this on every time zone, they never do"],
  ["de", "Der Export verliert immer die letzte Zeile"],
  ["de", "Ich habe nie verstanden, wozu das gut ist"],
  ["fr", "L'export perd toujours la dernière ligne"],
  ["es", "El script siempre borra la última línea"],
  ["pt", "Nunca vi essa mensagem"],
  ["it", "La pagina salta sempre all'inizio"],
  ["nl", "Het script wist altijd de laatste regel"],
  ["pl", "Skrypt zawsze usuwa ostatnią linię"],
  ["ru", "Экспорт всегда теряет строку"],
  ["tr", "Betik her zaman son satırı siliyor"],
  ["vi", "Tôi chưa bao giờ hiểu vì sao nó luôn chậm"],
  ["zh", "脚本总是删掉最后一行"],
  ["ja", "スクリプトがいつも最後の行を消します"],
  ["ko", "스크립트가 항상 마지막 줄을 지워요"],
];

test.each(OBSERVED)("what a thing does is no wish, in a request or a reply: %s %j", (code, sentence) => {
  expect(isObservation(sentence, inOne(code))).toBe(true);
  const memory = memoryOf(user(`${sentence}. Bitte, please, por favor: export.py`), final("I looked into export.py."));
  expect(memory).not.toContain("standing wish");
});

const RULES: readonly (readonly [code: string, sentence: string])[] = [
  ["en", "The changelog entry always goes under Unreleased"],
  ["en", "The tests never touch the network, you mock it"],
  ["en", "This repo: never commit to main"],
  ["en", "The lock file must never change"],
  ["en", "The docs from now on always mention the version"],
  ["de", "Die Übersetzungen gehören immer in locales/"],
  ["de", "Die Tests lässt du bitte immer zuerst laufen"],
  ["fr", "La date toujours au format ISO"],
  ["es", "Las traducciones siempre van en locales/"],
  ["it", "Le traduzioni vanno sempre in locales/"],
  ["nl", "De datum altijd in ISO-formaat"],
  ["pl", "Data zawsze w formacie ISO"],
  ["ru", "Дата всегда в формате ISO"],
  ["zh", "总是先跑测试"],
  ["ja", "日付は常に ISO 形式で"],
  ["ko", "날짜는 항상 ISO 형식으로"],
];

test.each(RULES)("how to work is no observation: %s %j", (code, sentence) => {
  expect(isObservation(sentence, inOne(code))).toBe(false);
});

test.each([
  ["en", "With us branches are always named after the ticket", true],
  ["fr", "Chez nous les noms de tables sont toujours au singulier", true],
  ["it", "Da noi i nomi delle tabelle sono sempre al singolare", true],
  ["fr", "Chez nous le serveur plante toujours", false],
  ["de", "Bei uns schlägt der Build immer fehl", false],
] as const)("a custom is told from a fault: %s %j: %p", (code, sentence, is) => {
  expect(isCustom(sentence, inOne(code))).toBe(is);
});

test("what the product must do stays with its task", () => {
  expect(isOfThing("The cart must never lose items", inOne("en"))).toBe(true);
  const memory = memoryOf(user("Build a cart. The cart must never lose items."), final("The cart is built."));
  expect(memory).toContain('for this task: "The cart must never lose items."');
});

test.each([
  ["As a shop owner I want the cart to never lose items", true],
  ["Als Händler möchte ich, dass der Warenkorb nie verloren geht", true],
  ["En tant que client, je veux que le panier reste toujours", true],
  ["As a rule I want a test for each fix", false],
  ["As always, I want tabs", false],
])("a user story is the product's: %j: %p", (sentence, is) => expect(isUserStory(sentence)).toBe(is));

test.each([
  "Tom said we should never use ORMs. Is he right?",
  "Mein Chef meint, wir sollen nie ORMs nehmen. Hat er recht?",
  "La doc recommande de ne jamais utiliser eval. C'est vrai ?",
  "git show says 'Always use UTC' as the subject of the last commit, look into it",
  "why does it print `always run migrate first`",
])("what somebody else said is no wish: %s", (text) => {
  expect(quotesIn(memoryOf(user("Add a page"), final("The page is there now."), user(text), final("ok")))).toEqual([]);
});

test.each(["Keep every function short in all my projects", "Commits en inglés en todos mis repos, por favor"])(
  "what holds in each project is a standing wish: %s",
  (text) => {
    const memory = memoryOf(user("Add a page"), final("The page is there now."), user(text), final("ok"));
    expect(memory).toContain(`standing wish: "${text}"`);
  },
);
