import { expect, test } from "bun:test";
import { late } from "../../scripts/late.ts";

test("what stands for an object makes it at the first touch, once, and is as good as it", () => {
  class Counter {
    count = 0;
    up(): number {
      this.count += 1;
      return this.count;
    }
  }
  let made = 0;
  const counter = late(() => {
    made += 1;
    return new Counter();
  });
  expect(made).toBe(0);
  expect([counter.up(), counter.up(), counter.count]).toEqual([1, 2, 2]);
  counter.count = 7;
  expect(counter.up()).toBe(8);
  expect(["up" in counter, "down" in counter, counter instanceof Counter]).toEqual([true, false, true]);
  expect([Object.keys(counter), { ...counter }]).toEqual([["count"], { count: 8 }]);
  expect(made).toBe(1);
});

test("what cannot be made says so whenever it is touched", () => {
  const broken = late((): { value: number } => {
    throw new Error("no such schema");
  });
  expect(() => broken.value).toThrow("no such schema");
  expect(() => "value" in broken).toThrow("no such schema");
});
