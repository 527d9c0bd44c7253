import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  describeWorker,
  isProvablyDead,
  parseWorkerId,
  renderWorkerId,
  UNKNOWN_PART,
  type WorkerIdentity,
} from "../../../lib/core/jobs/worker-id.ts";

const own: WorkerIdentity = { host: "laptop", bootId: "b1", pidNamespace: "pid:[1]", pid: 7, startTime: "b1:99" };
const dead = (holder: Partial<WorkerIdentity>, start: string | undefined) =>
  isProvablyDead(renderWorkerId({ ...own, ...holder }), own, () => start);

test("a process is gone when its number is free, or has another start", () => {
  expect(dead({ pid: 8 }, undefined)).toBe(true);
  expect(dead({ pid: 8 }, "b1:100")).toBe(true);
  expect(dead({ pid: 8 }, "b1:99")).toBe(false);
});

test.each(["host", "bootId", "pidNamespace"] as const)("a holder of another %s is waited for", (part) => {
  expect(dead({ [part]: "other" }, undefined)).toBe(false);
});

test.each(["host", "bootId", "pidNamespace"] as const)("what has no %s proves nothing", (part) => {
  const unknown = { ...own, [part]: UNKNOWN_PART };
  expect(isProvablyDead(renderWorkerId(unknown), unknown, () => undefined)).toBe(false);
});

test("a start that cannot be told, of the holder or of who has its number now, proves nothing", () => {
  expect(dead({ startTime: UNKNOWN_PART }, undefined)).toBe(false);
  expect(dead({}, UNKNOWN_PART)).toBe(false);
});

test("what another version or program wrote is never dead", () => {
  for (const text of [undefined, "", "w1", "a b c d e", "laptop b1 n 0 s", "laptop b1 n 1e3 s", "%E0 b1 n 7 s"]) {
    expect(isProvablyDead(text, own, () => undefined)).toBe(false);
  }
});

test("an identity is read as it was written, whatever its parts hold", () => {
  const part = fc.string({ minLength: 1, unit: "grapheme" });
  const identity = fc.record({
    host: part,
    bootId: part,
    pidNamespace: part,
    pid: fc.integer({ min: 1, max: 2 ** 22 }),
    startTime: part,
  });
  fc.assert(fc.property(identity, (one) => expect(parseWorkerId(renderWorkerId(one))).toEqual(one)));
});

test("a person reads pid and machine", () => {
  expect(describeWorker(renderWorkerId(own))).toBe("process 7 on laptop");
  expect(describeWorker("m1")).toBe("machine m1");
  expect(describeWorker(undefined)).toBe("another process");
});
