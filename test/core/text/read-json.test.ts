import { expect, test } from "bun:test";
import fc from "fast-check";
import { z } from "zod";
import { readJson } from "../../../lib/core/text/read-json.ts";

const SCHEMA = z.object({ id: z.string() });

test("a JSON text of the schema gives its value, without keys that the schema does not know", () => {
  expect(readJson('{"id":"a","more":1}', SCHEMA)).toEqual({ id: "a" });
});

test("any other text gives nothing, and no error", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.constantFrom("", "{", '{"id":1}', "null", "[]")), (text) => {
      const value = readJson(text, SCHEMA);
      expect(value === undefined || typeof value.id === "string").toBe(true);
    }),
  );
  expect(readJson('{"id":1}', SCHEMA)).toBeUndefined();
});
