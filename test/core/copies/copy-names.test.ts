import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { copyName, parseCopyNames, selectOldCopies } from "../../../lib/core/copies/copy-names.ts";

const DAY = 86_400;
const NOW = Date.UTC(2026, 10, 27, 12) / 1_000;
const day = (offset: number): string => copyName("memories", NOW + offset * DAY);

test("a copy is named after its database and the UTC day, and read back", () => {
  expect(copyName("memories", NOW)).toBe("memories-2026-11-27.db");
  expect(parseCopyNames([copyName("memories.0a1b2c3d", NOW)])).toEqual([
    { name: "memories.0a1b2c3d-2026-11-27.db", stem: "memories.0a1b2c3d", day: "2026-11-27" },
  ]);
});

test("what has another name is no copy of ours", () => {
  const others = [
    "memories.db",
    "memories-2026-11-27.db.12.tmp",
    "my-memories-2026-11-27.db",
    "memories-latest.db",
    "notes",
  ];
  expect(parseCopyNames(others)).toEqual([]);
});

describe("the last three copies are kept", () => {
  const old = (offsets: readonly number[]): string[] =>
    selectOldCopies(parseCopyNames(offsets.map(day)), NOW).map(({ name }) => name);

  test("the oldest goes when there is a fourth", () => {
    expect(old([0, -1, -2])).toEqual([]);
    expect(old([0, -1, -2, -9])).toEqual([day(-9)]);
  });

  test("copies of days to come were made under a wrong clock and go first", () => {
    expect(old([0, 30, 31, -1, -2])).toEqual([day(31), day(30)]);
    expect(old([0, 30, 31, 32])).toEqual([day(30)]);
  });

  test("whatever there is: at most three stay, today's among them", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -400, max: 400 }), { maxLength: 12 }), (offsets) => {
        const all = [...new Set([0, ...offsets])];
        const gone = new Set(old(all));
        const kept = all.map(day).filter((name) => !gone.has(name));
        expect(kept.length).toBe(Math.min(3, all.length));
        expect(kept).toContain(day(0));
      }),
    );
  });
});
