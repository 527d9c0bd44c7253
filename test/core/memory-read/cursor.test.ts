import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseCursor, renderCursor } from "../../../lib/core/memory-read/cursor.ts";

test("a cursor names its position again, for the same question only", () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), fc.string(), (path, line, question) => {
      const cursor = renderCursor([question], { path, line });
      expect(parseCursor([question], cursor)).toEqual({ path, line });
      expect(() => parseCursor([question, "other"], cursor)).toThrow("unknown cursor");
    }),
  );
});

test.each([
  "",
  "0",
  "1",
  "200",
  "bogus",
  "!!!",
  Buffer.from("[]").toString("base64url"),
  Buffer.from("null").toString("base64url"),
])("%p is no cursor", (cursor) => {
  expect(() => parseCursor(["list"], cursor)).toThrow("unknown cursor");
});
