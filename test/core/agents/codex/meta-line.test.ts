import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseMetaLine } from "../../../../lib/core/agents/codex/meta-line.ts";
import { metaLine, threadId } from "../../../helpers/transcripts.ts";

const parse = (line: string) => {
  const bytes = Buffer.from(`before"\n${line}\n"after`);
  return parseMetaLine(bytes, 8, 8 + Buffer.byteLength(line));
};

test("everything but the instructions is read, whatever they hold", () => {
  const text = fc.string({
    unit: fc.constantFrom('"', "\\", "\n", "é", "}", '"base_instructions":{"text":"'),
    maxLength: 12,
  });
  fc.assert(
    fc.property(text, text, text, (instructions, cwd, nickname) => {
      const line = metaLine(threadId(1), { cwd, base_instructions: { text: instructions }, agent_nickname: nickname });
      const whole = JSON.parse(line);
      expect(parse(line)).toEqual({ ...whole, payload: { ...whole.payload, base_instructions: { text: "" } } });
    }),
  );
});

test("a line without instructions is read whole, one that is torn in them is none", () => {
  expect(parse(metaLine(threadId(1)))).toEqual(JSON.parse(metaLine(threadId(1))));
  expect(parse('{"payload":{"base_instructions":{"text":"abc\\"}}')).toBeUndefined();
  expect(parse("[]")).toBeUndefined();
});
