import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { summaryFileName, summaryStem } from "../../../lib/core/consolidate/summary-file-name.ts";

const at = Date.UTC(2026, 4, 8, 12) / 1_000;
const stem = (threadId: string, rolloutSlug?: string) => summaryStem({ threadId, sourceUpdatedAt: at, rolloutSlug });

describe("the time of a stem", () => {
  test("comes out of a version 7 UUID", () => {
    expect(
      summaryFileName({ threadId: "0194f5a6-89ab-7cde-8123-456789abcdef", sourceUpdatedAt: 0, rolloutSlug: undefined }),
    ).toBe("2025-02-11T15-35-19-jqmb.md");
  });
  // RFC 9562, appendix A: both examples stand for Tuesday, February 22, 2022 2:22:22 PM GMT-05:00.
  test("comes out of a version 1 UUID", () => {
    expect(stem("C232AB00-9414-11EC-B3C8-9F6BDECED846")).toStartWith("2022-02-22T19-22-22-");
  });
  test("comes out of a version 6 UUID", () => {
    expect(stem("1EC9414C-232A-6B00-B3C8-9F6BDECED846")).toStartWith("2022-02-22T19-22-22-");
  });
  test("is that of the source for a UUID without a time, and for an id that is no UUID", () => {
    expect(stem("9f6bdece-0000-4000-8000-000000000000")).toBe("2026-05-08T12-00-00-0000");
    expect(stem("thread-1")).toStartWith("2026-05-08T12-00-00-");
    expect(stem("0194f5a6-89ab-7cde-8123-456789abcdeg")).toStartWith("2026-05-08T12-00-00-");
  });
  test("is that of the source when the UUID's year has more than four digits", () => {
    expect(stem("ffffffff-ffff-7fff-bfff-ffffffffffff")).toStartWith("2026-05-08T12-00-00-");
  });
});

describe("the hash of a stem", () => {
  test("is the low 32 bits of the UUID in four base-62 digits", () => {
    const low = (hex: string) => stem(`00000000-0000-4000-8000-0000${hex}`).slice("2026-05-08T12-00-00-".length);
    expect(low("00000000")).toBe("0000");
    expect(low("0000003d")).toBe("000Z");
    expect(low("0000003e")).toBe("0010");
    expect(low("00e1780f")).toBe("ZZZZ");
    expect(low("00e17810")).toBe("0000");
    expect(low("ffffffff")).toBe("Ffc3");
  });
  test("is the rolling hash over the bytes of any other id", () => {
    // "a" = 97 = 1·62 + 35; "é" is c3 a9: 195·31 + 169 = 6214 = 1·62² + 38·62 + 14.
    expect(stem("a")).toBe("2026-05-08T12-00-00-001z");
    expect(stem("é")).toBe("2026-05-08T12-00-00-01Ce");
    expect(stem("")).toBe("2026-05-08T12-00-00-0000");
  });
  test("wraps at 32 bits", () => {
    const id = "a rather long thread name that overflows 32 bits many times";
    const expected = [...Buffer.from(id)].reduce((h, b) => (h * 31n + BigInt(b)) % 2n ** 32n, 0n) % 62n ** 4n;
    const digits = stem(id).slice(-4);
    const alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    expect([...digits].reduce((n, d) => n * 62n + BigInt(alphabet.indexOf(d)), 0n)).toBe(expected);
  });
});

describe("the slug of a stem", () => {
  const slug = (text: string) =>
    stem("0194f5a6-89ab-7cde-8123-456789abcdef", text).slice("2025-02-11T15-35-19-jqmb".length);
  const rows: [string, string][] = [
    ["weekly_report", "-weekly_report"],
    ["Fix THE Build", "-fix_the_build"],
    ["secrets [REDACTED_SECRET]", "-secrets__redacted_secret"],
    ["bravo-trunc_slug", "-bravo_trunc_slug"],
    [" leading", "-_leading"],
    ["../../etc/passwd", "-______etc_passwd"],
    ["naïve 👩‍👩 x", "-na_ve_____x"],
    ["---", ""],
    ["", ""],
    ["日本", ""],
    ["a".repeat(61), `-${"a".repeat(60)}`],
    [`${"a".repeat(58)} b c`, `-${"a".repeat(58)}_b`],
    [`${"a".repeat(59)} bc`, `-${"a".repeat(59)}`],
  ];
  for (const [text, expected] of rows) {
    test(`${JSON.stringify(text)} gives ${JSON.stringify(expected)}`, () => expect(slug(text)).toBe(expected));
  }
});

test("every stem is a safe file name", () => {
  fc.assert(
    fc.property(fc.oneof(fc.uuid(), fc.string({ unit: "binary" })), fc.string({ unit: "binary" }), (id, slug) => {
      expect(stem(id, slug)).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[0-9a-zA-Z]{4}(-[a-z0-9_]{0,59}[a-z0-9])?$/);
    }),
  );
});
