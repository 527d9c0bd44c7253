import { describe, expect, test } from "bun:test";
import { isMachineLine } from "../../../../../lib/core/offline/extract/said/machine-lines.ts";
import { echoKeys, ownWords } from "../../../../../lib/core/offline/extract/said/own-words.ts";
import { isTemplate, sharedLines, templateInput } from "../../../../../lib/core/offline/extract/said/templates.ts";

const NOBODY = { agent: new Set<string>(), templates: new Set<string>() };
const own = (text: string) => ownWords(text, NOBODY);

describe("what the person typed", () => {
  test.each([
    ["a code fence", "keep this\n```\nalways run it as root\n```\nthanks", "keep this\n\nthanks"],
    ["an open fence", "look:\n```\nnever do this", "look:"],
    ["a quotation", "what does this mean?\n> always squash", "what does this mean?"],
    ["an element", "read this <note>never push</note> please", "read this   please"],
    ["a shell with its output", "fix this\n\n$ make\nYou must always run configure first", "fix this"],
    ["a PowerShell", "hilf mir\nPS C:\\app> npm test\nalways use node 20", "hilf mir"],
    ["a trace", "why?\nTypeError: x is undefined\n    at run (a.js:1:2)\nnever do this", "why?"],
    ["a diff", "review\ndiff --git a/x b/x\n+never = true", "review"],
    ["a log", "see\n2026-01-02T10:00:00Z WARN always retry", "see"],
    ["source", "explain\nconst never = () => always();\nreturn 1;", "explain"],
    [
      "a mail",
      "do what he wants\n\nFrom: Bob <b@example.org>\nSubject: x\n\nPlease never use npm.",
      "do what he wants",
    ],
    ["a German mail", "mach das\n\nVon: Bob\nBetreff: x\n\nBitte immer Tabs.", "mach das"],
    ["a plan sent back", "Please implement this plan:\n# Plan\n- Always cache", ""],
    ["an image", "[Image #1] make it so", "make it so"],
  ])("is without %s", (_, text, words) => expect(own(text)).toBe(words));

  test("after a paste counts when it comes last and is no output", () => {
    expect(own("look\n\n$ npm test\nfailed\n\nplease never skip that test")).toContain("please never skip that test");
  });

  test("is not what the agent had said", () => {
    const agent = new Set(echoKeys("# Plan\n- Always check the key first\n- Never store failures"));
    expect(ownWords("- Always check the key first\nyes, that", { agent, templates: new Set() })).toBe("yes, that");
  });

  test("of a very long message is its first and last paragraph", () => {
    const middle = Array.from({ length: 60 }, (_, at) => `Paragraph ${at} says to always do something else.`).join(
      "\n\n",
    );
    expect(own(`summarise this\n\n${middle}\n\nin three lines`)).toBe("summarise this\n\nin three lines");
  });
});

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
