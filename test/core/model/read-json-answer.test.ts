import { expect, test } from "bun:test";
import fc from "fast-check";
import { readJsonAnswer } from "../../../lib/core/model/lenient/read-json-answer.ts";

const KEYS = ["a", "b"];
const object = fc.record({ a: fc.string(), b: fc.oneof(fc.string(), fc.constant(null)) });
const prose = fc.string().map((text) => text.replaceAll(/[{}<`]/g, ""));

test("an object is found whatever stands around it, and always the same one", () => {
  fc.assert(
    fc.property(object, prose, prose, fc.constantFrom(0, 2), (value, before, after, indent) => {
      const text = JSON.stringify(value, null, indent);
      for (const answer of [
        text,
        `\`\`\`json\n${text}\n\`\`\``,
        `<think>${before}</think>${text}`,
        `${before}${text}${after}`,
        `${before}\n\`\`\`\n${text}\n\`\`\`\n${after}`,
      ]) {
        const read = readJsonAnswer(answer, KEYS);
        expect(read.object).toBe("found");
        expect(JSON.parse(read.text)).toEqual(value);
      }
    }),
  );
});

test("what was read is read again without a repair", () => {
  fc.assert(
    fc.property(object, prose, (value, before) => {
      const { text } = readJsonAnswer(`${before}${JSON.stringify({ ...value, more: 1 })}`, KEYS);
      expect(readJsonAnswer(text, KEYS)).toEqual({ text, object: "found", repairs: [] });
    }),
  );
});

test("a text without braces holds no object and stays as it is", () => {
  fc.assert(
    fc.property(prose, (text) => {
      expect(readJsonAnswer(text, KEYS)).toEqual({ text, object: "none", repairs: [] });
    }),
  );
});

test("an object that is cut anywhere is cut off, never found", () => {
  fc.assert(
    fc.property(object, fc.nat(), (value, at) => {
      const text = JSON.stringify(value);
      const cut = text.slice(0, 2 + (at % (text.length - 2)));
      expect(readJsonAnswer(cut, KEYS).object).toBe("cut_off");
    }),
  );
});

test("megabytes of braces are read in no time worth telling", () => {
  expect(readJsonAnswer("{".repeat(1 << 20), KEYS).object).toBe("none");
  expect(readJsonAnswer("[".repeat(300_000), KEYS).object).toBe("none");
});
