import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  comparePaths,
  decodeLatin1Path,
  decodePath,
  encodePath,
  pathUnder,
  quotePath,
  quotePathAlways,
} from "../../../lib/core/tree/path-bytes.ts";

/** Bytes as they come, and bytes that are nearly UTF-8. */
const names = fc.oneof(
  fc.uint8Array({ maxLength: 12 }),
  fc
    .array(fc.oneof(fc.string({ unit: "binary", maxLength: 3 }), fc.constantFrom("\xff", "\xc3", "é", "\u{1f600}")))
    .map((parts) => new Uint8Array(Buffer.from(parts.join(""), "utf8")))
    .chain((bytes) => fc.nat(Math.max(bytes.length, 1)).map((cut) => bytes.subarray(0, cut))),
);

test("every file name has a string of its own that leads back to its bytes", () => {
  fc.assert(
    fc.property(names, (bytes) => {
      expect(Buffer.from(encodePath(decodePath(bytes)))).toEqual(Buffer.from(bytes));
      expect(decodeLatin1Path(Buffer.from(bytes).toString("latin1"))).toBe(decodePath(bytes));
    }),
  );
});

test("a name that is UTF-8 is its text, a byte order mark included", () => {
  for (const text of ["plain.md", "größe.md", "\u{1f600}", "\ufeffmark.md", "tab\there"]) {
    expect(decodePath(Buffer.from(text))).toBe(text);
  }
});

test("paths are ordered as their bytes are", () => {
  fc.assert(
    fc.property(names, names, (a, b) => {
      expect(Math.sign(comparePaths(decodePath(a), decodePath(b)))).toBe(Buffer.compare(a, b));
    }),
  );
});

test("a path goes to the file system as a string unless only bytes can say it", () => {
  expect(pathUnder("/root", "a/ü")).toBe("/root/a/ü");
  expect(pathUnder("/root", "")).toBe("/root");
  expect(pathUnder("/root", decodePath(Buffer.of(0xff)))).toEqual(Buffer.from("/root/\xff", "latin1"));
});

test("a path is quoted as git quotes it, and only when it must be", () => {
  expect(quotePath("rollout_summaries/2026 über.md")).toBe("rollout_summaries/2026 über.md");
  expect(quotePath("tab\there")).toBe('"tab\\there"');
  expect(quotePath('line\nend "and" back\\slash')).toBe('"line\\nend \\"and\\" back\\\\slash"');
  expect(quotePath("bell\x07 escape\x1b delete\x7f")).toBe('"bell\\a escape\\033 delete\\177"');
  expect(quotePath(decodePath(Buffer.from("caf\xe9 \xc3\xa9", "latin1")))).toBe('"caf\\351 é"');
  expect(quotePathAlways("plain")).toBe('"plain"');
});
