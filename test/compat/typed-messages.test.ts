import { expect, test } from "bun:test";
import { evidenceRows } from "./evidence-rows.ts";
import { typedProblems } from "./typed-messages.ts";

const NOTHING = { typed: [], answers: [], unsaid: [] };

function rows(...list: readonly (readonly [tier: string, text: string])[]) {
  return evidenceRows(`\n--- evidence ---\n${list.map(([tier, text]) => `[${tier}]\n${text}\n`).join("")}`);
}

test("what was typed stands once, in order, and nothing else is the person's", () => {
  const evidence = rows(["human user", "Use tabs."], ["tool", "ls"], ["human user", "No,\n  spaces."]);
  expect(typedProblems(evidence, { ...NOTHING, typed: ["Use tabs.", "No, spaces."] })).toEqual([]);
});

test("a message that is missing, doubled, out of order or of the harness is found", () => {
  const typed = ["First.", "Second."];
  const found = (...list: readonly (readonly [string, string])[]) =>
    typedProblems(rows(...list), { ...NOTHING, typed }).length;
  expect(found(["human user", "First."])).toBe(1);
  expect(found(["human user", "First."], ["human user", "First."], ["human user", "Second."])).toBe(1);
  expect(found(["human user", "Second."], ["human user", "First."])).toBeGreaterThan(0);
  expect(found(["human user", "First."], ["harness context", "Second."])).toBe(1);
  expect(found(["human user", "<aborted/>"], ["human user", "First."], ["human user", "Second."])).toBe(1);
  expect(found(["human user", "First."], ["human user", "Second."])).toBe(0);
});

test("a picture needs no words, an answer may stand with its question, words taken back stand nowhere", () => {
  const evidence = rows(
    ["human user", "What is this?\n[image omitted]"],
    ["human user", "Which one shall I use? pnpm"],
    ["assistant final", "You once said Rust."],
  );
  expect(typedProblems(evidence, { typed: ["What is this?"], answers: ["pnpm"], unsaid: ["Go"] })).toEqual([]);
  expect(typedProblems(evidence, { typed: ["What is this?"], answers: ["pnpm"], unsaid: ["Rust"] })).toHaveLength(1);
});
