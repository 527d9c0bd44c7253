import { expect, test } from "bun:test";
import fc from "fast-check";
import { Needle } from "../../../lib/core/rollout/needle.ts";

test("searching a block once says of each line what searching the line says", () => {
  const line = fc.array(fc.constantFrom("ab", "a", "b", "xab", "y"), { maxLength: 6 }).map((parts) => parts.join(""));
  const blocks = fc.array(fc.array(line, { maxLength: 12 }), { maxLength: 3 });
  fc.assert(
    fc.property(blocks, fc.array(fc.boolean(), { minLength: 1 }), (texts, asked) => {
      const needle = new Needle("ab");
      let n = 0;
      for (const lines of texts) {
        const block = Buffer.from(lines.map((text) => `${text}\n`).join(""));
        let start = 0;
        for (const text of lines) {
          const end = start + text.length;
          n += 1;
          // Not every line is asked about.
          if (asked[n % asked.length]) expect(needle.isIn(block, start, end)).toBe(text.includes("ab"));
          start = end + 1;
        }
        needle.endBlock();
      }
    }),
  );
});
