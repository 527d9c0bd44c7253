import { expect, test } from "bun:test";
import fc from "fast-check";
import { MemoriesError } from "../../../lib/core/errors.ts";
import { parseMemoryPath } from "../../../lib/core/memory-read/memory-path.ts";

test.each([
  ["", []],
  [".", []],
  ["./", []],
  ["MEMORY.md", ["MEMORY.md"]],
  ["skills/cart/SKILL.md", ["skills", "cart", "SKILL.md"]],
  ["./skills//cart/", ["skills", "cart"]],
])("%p names something inside the root", (path, names) => {
  expect(parseMemoryPath(path)).toEqual(names);
});

test.each(["/etc/passwd", "..", "a/../b", "skills/..", ".git", "a/.git/config", ".hidden", "a\0b", "/"])(
  "%p is refused",
  (path) => {
    expect(() => parseMemoryPath(path)).toThrow(MemoriesError);
  },
);

test("what is accepted never leaves the root and never names anything hidden", () => {
  const part = fc.constantFrom("a", "..", ".", "", ".git", "b.md", "\0", "~");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
      try {
        for (const name of parseMemoryPath(parts.join("/")))
          expect(name.startsWith(".") || name.includes("/")).toBe(false);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(MemoriesError);
      }
    }),
  );
});
