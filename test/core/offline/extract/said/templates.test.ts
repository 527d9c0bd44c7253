import { describe, expect, test } from "bun:test";
import { ownWords } from "../../../../../lib/core/offline/extract/said/own-words.ts";
import {
  isTemplate,
  lineKey,
  sharedLines,
  templateInput,
} from "../../../../../lib/core/offline/extract/said/templates.ts";

describe("a template", () => {
  const steps = "## Goal\n\nWrite a spec.\n\n## Steps\n\n1. Always ask first.\n2. Never guess.\n".repeat(4);
  test.each([
    [`${steps}`, true],
    [`---\nname: x\ndescription: y\n---\nDo it. ${"x".repeat(200)}`, true],
    ["Summarise $ARGUMENTS", true],
    ["Please analyze this codebase and create a CLAUDE.md file, which will be given to future agents.", true],
    ["Generate a file named AGENTS.md that serves as a contributor guide for this repository.", true],
    ["Always run the tests. Never push.", false],
    ["Bitte immer die Tests laufen lassen, und nie ohne Rückfrage pushen. ".repeat(4), false],
  ])("%#: %p", (text, is) => expect(isTemplate(text)).toBe(is));

  test.each([
    ["## User Input\n\n```text\nPhoto albums\n```\n\n## Outline\n", "Photo albums"],
    ["Do this.\n<user_input>\nTags\n</user_input>", "Tags"],
    ["Review it.\n\nARGUMENTS: the login page", "the login page"],
    ["## Task\nfix the header\n\n## Rules\n- x", "fix the header"],
    ["## Rules\n- x", ""],
  ])("has its input: %#", (text, input) => expect(templateInput(text)).toBe(input));

  test("is known by the lines that long texts have in common", () => {
    const text = (topic: string) =>
      `Write a poem about ${topic}.\n${"Always rhyme every single line of it. ".repeat(9)}`;
    const templates = sharedLines([text("rain"), text("snow")]);
    expect(ownWords(text("fog"), { agent: new Set(), templates })).toBe("Write a poem about fog.");
    expect(sharedLines(["ask me one thing at a time", "ask me one thing at a time"]).size).toBe(0);
  });
});

test("a line is compared without what spaces do to it", () => {
  expect(lineKey("  a \t b\u00a0c ")).toBe("a b c");
});

test("sentences of a template are known in texts that are half alike, however short, in whatever lines they stand", () => {
  const rules =
    "Never mention ticket numbers. Always use the present tense. Keep it short. Do not invent results of tests.";
  const about =
    "Write a description for the current branch, with what was done and why, and how it was tested by hand.";
  const uses = ["the cart", "the search"].map(
    (input) => `${about}\n${rules} This time it is for ${input} of the shop app.`,
  );
  const known = sharedLines([...uses, "Some other long request. Keep it short. ".repeat(9)]);
  expect(known.has("Keep it short.")).toBe(true);
  expect(ownWords(uses[0] ?? "", { agent: new Set(), templates: known })).toBe(
    "This time it is for the cart of the shop app.",
  );
});

test("a sentence that two different long messages share is a wish said twice", () => {
  const wish = "From now on run the linter before you commit anything.";
  const long = (topic: string) =>
    `${`Something about ${topic} that takes many words to tell, and all of it is new. `.repeat(5)}${wish}`;
  expect(sharedLines([long("carts").replaceAll("words", "lines"), long("search")]).has(wish)).toBe(false);
});

test.each([
  "Tu es un expert en sécurité applicative.",
  "Ты опытный ревьюер.",
  "당신은 숙련된 개발자입니다.",
  "你是一位资深工程师。",
  "Bạn là một kỹ sư phần mềm cao cấp.",
])("a text that gives a part to play is a template: %s", (role) => {
  expect(isTemplate(`${role}\n\n${"Analyse le dépôt et produis un rapport. 审查代码 ".repeat(6)}`)).toBe(true);
});

test("what follows ARGUMENTS is the input of a command", () => {
  const text = "Fix the issue.\n\nAlways reproduce it first. Never close it yourself.\n\nARGUMENTS: 4711";
  expect(isTemplate(text)).toBe(true);
  expect(templateInput(text)).toBe("4711");
});
