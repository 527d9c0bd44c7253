import { expect, test } from "bun:test";
import { renderInstructions } from "../../../lib/core/memory-read/render-instructions.ts";
import { TEMPLATES } from "../../../lib/core/templates.ts";
import { utf8Length } from "../../../lib/core/text/bytes.ts";
import { expectGolden } from "../../helpers/golden.ts";

const render = (summary: string | Uint8Array, template: string = TEMPLATES.read_path) =>
  renderInstructions(
    template,
    "/home/dev/.memories/memories",
    typeof summary === "string" ? Buffer.from(summary) : summary,
  )?.text;

test("the message as an agent gets it", () => {
  expectGolden("read/instructions.md", render('\nv1\n\n## User preferences\n\n- Says "keep it short".\n\n') ?? "");
});

test("the instructions of the ad-hoc extension as a consolidation gets them", () => {
  expectGolden("read/ad_hoc_instructions.md", TEMPLATES.ad_hoc_instructions);
});

test("braces in the summary are text", () => {
  expect(render("{{root}} {{other}} {x}", "{{root}}|{{memory_summary}}")).toBe(
    "/home/dev/.memories/memories|{{root}} {{other}} {x}",
  );
});

test("a long summary loses its least used lines to 2,500 tokens, and says how many", () => {
  const wishes = Array.from({ length: 400 }, (_, nth) => `- wish ${nth} ${"é".repeat(20)}`);
  const long = ["v1", "", "## User preferences", ...wishes].join("\n");
  const text = render(long, "{{root}}{{memory_summary}}")?.replace("/home/dev/.memories/memories", "") ?? "";
  expect(utf8Length(text)).toBeLessThanOrEqual(10_000);
  expect(utf8Length(text)).toBeGreaterThan(9_900);
  const kept = text.split("\n").filter((line) => line.startsWith("- "));
  expect(kept).toEqual(wishes.slice(0, kept.length));
  expect(text).toEndWith(
    `\n\n(${400 - kept.length} lines are left out here: search \`MEMORY.md\` and \`memory_summary.md\` for the words of your task.)`,
  );
});

test("a message that its reader would not take even without the summary is none", () => {
  const taken = renderInstructions("{{root}}{{memory_summary}}", "/r", Buffer.from("v1\n- a"), () => false);
  expect(taken).toBeUndefined();
});

test("blank and broken summaries give nothing", () => {
  expect(render(" \n\t")).toBeUndefined();
  expect(render(Uint8Array.of(0x76, 0x31, 0xff))).toBeUndefined();
});

test("a template with an unknown or a missing placeholder is refused", () => {
  expect(() => render("v1", "{{root}} {{memory_summary}} {{x}}")).toThrow("{{x}}");
  expect(() => render("v1", "{{memory_summary}}")).toThrow("{{root}}");
});
