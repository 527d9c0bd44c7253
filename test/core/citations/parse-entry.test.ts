import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseCitationEntry } from "../../../lib/core/citations/parse-entry.ts";

const read = (line: string) => {
  const entry = parseCitationEntry(line);
  return entry === undefined ? undefined : [entry.path, entry.lineStart, entry.lineEnd, entry.note];
};

test.each([
  ["MEMORY.md:1-2|note=[a]", ["MEMORY.md", 1, 2, "a"]],
  ["  skills/x/SKILL.md : 1 - 2 |note=[  spaced  ]  \r", ["skills/x/SKILL.md", 1, 2, "spaced"]],
  ["a:b:3-4|note=[]", ["a:b", 3, 4, ""]],
  ["a:1-2|note=[one|note=[two]", undefined],
  ["a:1-2|note=[x]|note=[two]", undefined],
  ["a|note=[x]:1-2|note=[two]", ["a|note=[x]", 1, 2, "two"]],
  [
    "a:9-4|note=[start after end is a finding, not an error]",
    ["a", 9, 4, "start after end is a finding, not an error"],
  ],
  ["a:0-4294967295|note=[edges]", ["a", 0, 4294967295, "edges"]],
  ["a:007-08|note=[leading zeros]", ["a", 7, 8, "leading zeros"]],
  ["a:1-2|note=[brackets [inside] too]", ["a", 1, 2, "brackets [inside] too"]],
  ["a:1-4294967296|note=[too big]", undefined],
  ["a:-1-2|note=[signed]", undefined],
  ["a:+1-2|note=[signed]", undefined],
  ["a:1-2-3|note=[range]", undefined],
  ["a:1|note=[no end]", undefined],
  ["a:1.0-2|note=[not a decimal integer]", undefined],
  ["a:１-２|note=[other digits]", undefined],
  ["a:1-2|note=[open", undefined],
  ["a:1-2|note=[x] tail", undefined],
  ["a:1-2", undefined],
  ["1-2|note=[no colon]", undefined],
  [" :1-2|note=[no path]", undefined],
  ["", undefined],
] as const)("%p", (line, expected) => {
  expect(read(line)).toEqual(expected as ReturnType<typeof read>);
});

test("what is rendered in the grammar reads back", () => {
  const word = fc
    .string({ minLength: 1 })
    .map((text) => text.trim())
    .filter((text) => text !== "");
  const number = fc.nat({ max: 0xffff_ffff });
  fc.assert(
    fc.property(word, number, number, word, (path, start, end, note) => {
      fc.pre(!note.includes("|note=["));
      expect(read(`${path}:${start}-${end}|note=[${note}]`)).toEqual([path, start, end, note]);
    }),
  );
});

test("no line throws", () => {
  fc.assert(
    fc.property(fc.string(), (line) => {
      parseCitationEntry(line);
    }),
  );
});
