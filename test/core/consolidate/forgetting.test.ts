import { expect, test } from "bun:test";
import fc from "fast-check";
import { activeNow } from "../../../lib/core/consolidate/active-now.ts";
import { isHeldBack } from "../../../lib/core/consolidate/hold-back.ts";

test("active now is the newest sighting that is not in the future", () => {
  expect(activeNow([3, undefined, 9, 12], 10)).toBe(9);
  expect(activeNow([10], 10)).toBe(10);
  expect(activeNow([11, undefined], 10)).toBe(10);
  expect(activeNow([], 10)).toBe(10);
});

test("active now is never later than now, and a clock that runs ahead changes nothing", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100)), fc.nat(100), fc.nat(99), (seen, now, ahead) => {
      const active = activeNow(seen, now);
      expect(active).toBeLessThanOrEqual(now);
      expect(activeNow([...seen, now + 1 + ahead], now)).toBe(active);
    }),
  );
});

test.each([
  [3, 3, false],
  [4, 4, true],
  [4, 8, false],
  [4, 7, true],
  [5, 9, true],
  [200, 400, false],
])("%i drops of %i are held back: %j; --force lets all of them go", (drops, of, expected) => {
  expect(isHeldBack(drops, of, "hold_back")).toBe(expected);
  expect(isHeldBack(drops, of, "let_go")).toBe(false);
});
