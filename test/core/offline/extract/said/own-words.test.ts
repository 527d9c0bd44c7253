import { describe, expect, test } from "bun:test";
import { echoKeys, ownWords } from "../../../../../lib/core/offline/extract/said/own-words.ts";

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
