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
