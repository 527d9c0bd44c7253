import { expect, test } from "bun:test";
import fc from "fast-check";
import { byteOrder } from "../../../lib/core/text/byte-order.ts";

test("texts are ordered as their UTF-8 bytes are", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
      expect(Math.sign(byteOrder(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    {
      examples: [
        ["\u{ffff}", "\u{10000}"],
        ["\u{e000}", "\u{1f600}"],
        ["a", "ab"],
      ],
    },
  );
});
