import { expect, test } from "bun:test";
import fc from "fast-check";
import { chunkRedactor } from "../../../../lib/core/redact/stream/chunk-redactor.ts";
import { redactBytes } from "../../../../lib/core/redact/stream/redact-bytes.ts";

const part = fc.oneof(
  fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()),
  fc.constantFrom(
    "\u{feff}",
    "password = hunter2hunter2\n",
    "Authorization: Bearer abcdefghijklmnop1234\n",
    "é".repeat(90),
  ),
);

test("a content in chunks comes out as the whole does, text or not, and what was found is told", () => {
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 8 }),
      fc.option(fc.uint8Array({ minLength: 1, maxLength: 4 }), { nil: undefined }),
      fc.integer({ min: 1, max: 40 }),
      (parts, strange, length) => {
        const text = Buffer.from(parts.join(""));
        const bytes = strange === undefined ? text : Buffer.concat([text, Buffer.of(0xff), strange, text]);
        const redactor = chunkRedactor(strange === undefined ? "text" : "binary");
        const pieces: Buffer[] = [];
        for (let at = 0; at < bytes.length; at += length) pieces.push(redactor.push(bytes.subarray(at, at + length)));
        const clean = Buffer.concat([...pieces, redactor.end()]);
        expect(clean.toString("latin1")).toBe(redactBytes(bytes).toString("latin1"));
        expect(redactor.hasFound()).toBe(!clean.equals(bytes));
      },
    ),
    { numRuns: 300 },
  );
});
