import { expect, test } from "bun:test";
import { rules } from "@secretlint/secretlint-rule-preset-recommend";
import { redact } from "../../../../lib/core/redact/redact.ts";
import { presetFindings } from "../../../../lib/core/redact/rules/keys/preset.ts";
import { Draw } from "../corpus/draw.ts";
import { STANDALONE_KINDS } from "../corpus/standalone-kinds.ts";

test("the rules of secretlint's recommended preset run in this process, without waiting", () => {
  const token = `figd_${"aB3-".repeat(12)}`;
  expect(presetFindings(`a ${token} b`)).toEqual([{ kind: "figma_secret", start: 2, end: 2 + token.length }]);
  expect(rules.length).toBeGreaterThan(25);
});

test("what only the preset knows is redacted", () => {
  expect(redact("xoxb-1-a-b").findings).toEqual([{ kind: "slack_secret", start: 0, end: 10 }]);
});

test("a comment in the text cannot switch rules off", () => {
  const key = "xoxb-1-a-b";
  expect(redact(`# secretlint-disable\n${key}`).text).toBe("# secretlint-disable\n[REDACTED_SECRET]");
});

test("whatever the preset finds in drawn secrets is gone after redaction", () => {
  const draw = new Draw(9);
  for (const { make } of STANDALONE_KINDS) {
    for (let round = 0; round < 5; round++) {
      const text = `see ${make(draw)} there`;
      const redacted = redact(text).text;
      for (const { start, end } of presetFindings(text)) expect(redacted).not.toContain(text.slice(start, end));
      expect(presetFindings(redacted)).toEqual([]);
    }
  }
});
