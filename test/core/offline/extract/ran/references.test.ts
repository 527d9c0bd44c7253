import { describe, expect, test } from "bun:test";
import { segmentsOf } from "../../../../../lib/core/offline/extract/ran/command-text.ts";
import { filesIn, filesOf, writesFiles, writtenIn } from "../../../../../lib/core/offline/extract/ran/references.ts";

test.each([
  ["see src/a.ts and ./b/c.test.js", ["src/a.ts", "./b/c.test.js"]],
  ["https://example.org/x.html is no file", []],
  ["v1.2 or node.exe or e.g. this", []],
  ["edit package.json, tsconfig.json", ["package.json", "tsconfig.json"]],
])("the files in %j", (text, files) => expect(filesIn(text)).toEqual(files));

test.each([
  ["sed -i s/a/b/ x.js", ["x.js"]],
  ["echo 1 > out.txt", ["out.txt"]],
  ["cat a.ts | tee b.ts", ["b.ts"]],
  ["cat a.ts 2>&1", []],
])("%j writes", (command, files) => {
  expect(writtenIn(segmentsOf(command))).toEqual(files);
  expect(writesFiles(segmentsOf(command))).toBe(files.length > 0);
});

describe("the files of a task", () => {
  test("come once each, changed ones first, in the order in which they appear", () => {
    const turn = (text: string, command: string, changed: readonly string[]) => ({
      said: { text },
      runs: [{ segments: segmentsOf(command) }],
      changed,
    });
    expect(filesOf([turn("look at a.ts", "cat b.ts", []), turn("", "sed -i s/x/y/ b.ts", ["c.ts"])])).toEqual([
      { path: "b.ts", changed: true },
      { path: "c.ts", changed: true },
      { path: "a.ts", changed: false },
    ]);
  });
});
