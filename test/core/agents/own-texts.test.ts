import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withoutOwnTexts } from "../../../lib/core/agents/own-texts.ts";
import { renderInstructions } from "../../../lib/core/memory-read/render-instructions.ts";

const template = readFileSync(join(import.meta.dirname, "../../../templates/read_path.md"), "utf8");
const ours = renderInstructions(template, "/home/dev/.memories", Buffer.from("- use pnpm, never npm"))?.text ?? "";

test("our own instructions are left out wherever they come back", () => {
  expect(withoutOwnTexts(ours)).toBe("");
  expect(withoutOwnTexts(`<context>\n${ours}\n</context>\nFix it.`)).toBe("<context>\n</context>\nFix it.");
  expect(withoutOwnTexts(`<hook_context>${ours}</hook_context>\n\nFix it.`)).toBe("Fix it.");
  expect(withoutOwnTexts(`Fix it.\n\n${ours}`)).toBe("Fix it.\n\n");
});

test("a person who speaks of memory is heard", () => {
  const text = "## Memory of earlier sessions\nplease write this chapter of the manual";
  expect(withoutOwnTexts(text)).toBe(text);
});
