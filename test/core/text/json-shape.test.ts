import { expect, test } from "bun:test";
import * as fc from "fast-check";
import {
  isFlag,
  isListOf,
  isNullOr,
  isNumber,
  isOneOf,
  isOptional,
  isPairOf,
  isRecord,
  isText,
  readJson,
} from "../../../lib/core/text/json-shape.ts";

const isSession = isRecord({
  id: isText,
  turns: isNumber,
  done: isFlag,
  kind: isOneOf("cli", "exec"),
  parent: isNullOr(isText),
  tags: isListOf(isText),
  span: isPairOf(isNumber, isNumber),
  note: isOptional(isText),
});
const session = { id: "a", turns: 2, done: true, kind: "cli", parent: null, tags: ["x", ""], span: [1, 2.5] };

test("a value of the shape is read as it is, with what stands beside", () => {
  expect<unknown>(readJson(JSON.stringify(session), isSession)).toEqual(session);
  const more = { ...session, parent: "b", note: "n", later: { key: 1 } };
  expect<unknown>(readJson(JSON.stringify(more), isSession)).toEqual(more);
});

const WRONG: Record<string, unknown> = {
  id: 1,
  turns: "2",
  done: 0,
  kind: "web",
  parent: 5,
  tags: ["x", 1],
  span: [1, 2, 3],
  note: null,
};

for (const [key, value] of Object.entries(WRONG)) {
  test(`a wrong ${key} is refused, and so is a missing one unless it may be`, () => {
    expect(readJson(JSON.stringify({ ...session, [key]: value }), isSession)).toBeUndefined();
    const without = { ...session, [key]: undefined };
    expect(readJson(JSON.stringify(without), isSession) === undefined).toBe(key !== "note");
  });
}

test("whatever is no such object, or no JSON, is undefined and never thrown", () => {
  for (const text of ["", "{", "null", "[]", '"a"', "7", '{"id":"a"}']) {
    expect(readJson(text, isSession)).toBeUndefined();
  }
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const value = readJson(text, isRecord({ id: isText }));
      if (value !== undefined) expect(typeof value.id).toBe("string");
    }),
  );
});
