import { expect, test } from "bun:test";
import fc from "fast-check";
import { checkTemplate, fillTemplate } from "../../../lib/core/text/fill.ts";

test("each placeholder becomes its value, as often as it stands there", () => {
  expect(fillTemplate("t", "{{a}} and {{ b_2 }} and {{a}}", { a: "1", b_2: "2" })).toBe("1 and 2 and 1");
});

test("values are text: braces and dollar signs in them are never expanded", () => {
  expect(fillTemplate("t", "{{a}}{{b}}", { a: "{{b}} $& $1", b: "{{a}}" })).toBe("{{b}} $& $1{{a}}");
  fc.assert(fc.property(fc.string(), (value) => fillTemplate("t", "<{{v}}>", { v: value }) === `<${value}>`));
});

test("an unknown placeholder is refused by name, those of every object included", () => {
  expect(() => fillTemplate("stage", "{{x}}", {})).toThrow("unknown placeholder in template stage: {{x}}");
  expect(() => fillTemplate("stage", "{{constructor}}", {})).toThrow("unknown placeholder");
});

test("a placeholder that the template lacks is refused by name", () => {
  expect(() => fillTemplate("stage", "text", { evidence: "e" })).toThrow(
    "missing placeholder in template stage: {{evidence}}",
  );
});

test("single braces and braces around other text stay", () => {
  expect(fillTemplate("t", "{a} {{}} {{ two words }}", {})).toBe("{a} {{}} {{ two words }}");
});

test("a template that stands in for another holds the same placeholders", () => {
  checkTemplate("a.md", "{{y}} then {{ x }}", "{{x}} {{y}} {{x}}");
  expect(() => checkTemplate("a.md", "{{x}}", "{{x}} {{y}}")).toThrow("missing placeholder in template a.md: {{y}}");
  expect(() => checkTemplate("a.md", "{{x}} {{z}}", "{{x}}")).toThrow("unknown placeholder in template a.md: {{z}}");
});
