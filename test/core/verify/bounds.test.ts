import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Scan } from "../../../lib/core/diff/scan.ts";
import {
  LEFT_MAX_BYTES,
  LEFT_MAX_FILES,
  LEFT_MAX_LEVELS,
  type LeftEntry,
  watchBounds,
} from "../../../lib/core/verify/bounds.ts";

const stamp = (size: number, ino: number) => ({ size, mtimeMs: 1, ctimeMs: 1, ino });
const file = (size: number, ino = 1): LeftEntry => ({ kind: "other", ...stamp(size, ino) });
const folder: LeftEntry = { kind: "folder", ...stamp(4096, 1) };
const copiedWith = (files: Readonly<Record<string, number>>): Scan =>
  new Map(
    Object.entries(files).map(([path, size]) => [
      path,
      { kind: "file", id: "x", size, executable: false, stamp: stamp(size, 1) },
    ]),
  );

function judged(copied: Scan, entries: readonly (readonly [string, LeftEntry])[]) {
  const watch = watchBounds(copied);
  const stopped = entries.findIndex(([path, entry]) => watch.meet(path, entry) === "stop");
  return { stopped, messages: watch.findings().map(({ path, message }) => `${path}: ${message}`) };
}

test("the last file that is allowed passes, one more ends the listing", () => {
  const many = Array.from({ length: LEFT_MAX_FILES + 1 }, (_, at) => [`skills/${at}.md`, file(1)] as const);
  expect(judged(new Map(), many.slice(0, -1))).toEqual({ stopped: -1, messages: [] });
  expect(judged(new Map(), many).stopped).toBe(LEFT_MAX_FILES);
});

test("empty folders count as files do, and so do levels of them", () => {
  const many = Array.from({ length: LEFT_MAX_FILES + 1 }, (_, at) => [`skills/${at}`, folder] as const);
  expect(judged(new Map(), many).stopped).toBe(LEFT_MAX_FILES);
  const deep = Array.from(
    { length: 30 },
    (_, at) =>
      [
        Array(at + 1)
          .fill("d")
          .join("/"),
        folder,
      ] as const,
  );
  expect(judged(new Map(), deep).stopped).toBe(LEFT_MAX_LEVELS);
});

test("a file by its size, all by their sum, and names by their characters are refused", () => {
  expect(judged(new Map(), [["skills/big.md", file(2 ** 40)]]).messages[0]).toContain("has 1099511627776 bytes");
  const mebibytes = Array.from({ length: 17 }, (_, at) => [`skills/${at}.md`, file(1024 * 1024)] as const);
  expect(judged(new Map(), mebibytes).stopped).toBe(LEFT_MAX_BYTES / 1024 / 1024);
  expect(judged(new Map(), [["skills/a\u001b[2J.md", file(1)]]).messages[0]).toContain("control character");
});

test("what a person had before stays out of the count, however much, large and deep it is", () => {
  const deep = `${"d/".repeat(40)}mine.bin`;
  const mine = { [deep]: 2 ** 33, ...Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`e/${at}`, 9])) };
  const entries = Object.entries(mine).map(([path, size]) => [path, file(size)] as const);
  const folders = Array.from(
    { length: 40 },
    (_, at) =>
      [
        Array(at + 1)
          .fill("d")
          .join("/"),
        folder,
      ] as const,
  );
  expect(judged(copiedWith(mine), [...folders, ...entries])).toEqual({ stopped: -1, messages: [] });
  // The same file written anew is the agent's.
  expect(judged(copiedWith(mine), [[deep, file(2 ** 33, 2)]]).messages).toHaveLength(1);
});

test("however an agent splits what it writes, more than the sum never passes", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1024 * 1024 }), { maxLength: 60 }), (sizes) => {
      const { messages } = judged(
        new Map(),
        sizes.map((size, at) => [`skills/${at}.md`, file(size)] as const),
      );
      const total = sizes.reduce((sum, size) => sum + size, 0);
      expect(messages.length > 0).toBe(total > LEFT_MAX_BYTES);
    }),
  );
});
