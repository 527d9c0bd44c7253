import { expect, test } from "bun:test";
import fc from "fast-check";
import { fileTime, parseFileTime, parseRfc3339, rfc3339 } from "../../../lib/core/text/time.ts";

const SECONDS = Date.UTC(2026, 4, 8, 12) / 1_000;

test("a time reads as RFC 3339 in UTC, and with dashes in file names", () => {
  expect(rfc3339(SECONDS)).toBe("2026-05-08T12:00:00+00:00");
  expect(fileTime(SECONDS)).toBe("2026-05-08T12-00-00");
});

test("times are read back as they were written", () => {
  const seconds = fc.integer({ min: -62_135_596_800, max: 253_402_300_799 });
  fc.assert(
    fc.property(seconds, (time) => {
      expect(parseRfc3339(rfc3339(time))).toBe(time * 1_000);
      expect(parseFileTime(fileTime(time))).toBe(time);
    }),
  );
});

test("fractions, offsets, lower case and a leap second are understood", () => {
  expect(parseRfc3339("2026-05-08T12:00:00.1239Z")).toBe(SECONDS * 1_000 + 123);
  expect(parseRfc3339("2026-05-08T14:30:00+02:30")).toBe(SECONDS * 1_000);
  expect(parseRfc3339("2026-05-08t09:00:00-03:00")).toBe(SECONDS * 1_000);
  expect(parseRfc3339("2026-05-08 11:59:60z")).toBe(SECONDS * 1_000);
});

test("what is no time is undefined", () => {
  const wrong = ["", "2026-05-08", "2026-05-08T12:00:00", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "yesterday"];
  for (const text of [...wrong, "2026-05-08T24:00:00Z", "2026-05-08T12:60:00Z", "2026-05-08T12:00:00+24:00"]) {
    expect(parseRfc3339(text)).toBeUndefined();
  }
  expect(parseFileTime("2026-05-08T12:00:00")).toBeUndefined();
  expect(parseFileTime("2026-05-32T12-00-00")).toBeUndefined();
});
