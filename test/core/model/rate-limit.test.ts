import { expect, test } from "bun:test";
import { decideRateLimits, readRateLimits } from "../../../lib/core/model/rate-limit.ts";

const headers = (entries: Record<string, string>) => readRateLimits(Object.entries(entries));

test("limits are read where remaining and limit are both there", () => {
  const limits = headers({
    "x-ratelimit-limit-requests": "500",
    "x-ratelimit-remaining-requests": "100",
    "x-ratelimit-reset-requests": "120ms",
    "x-ratelimit-limit-tokens": "30000",
    "x-ratelimit-remaining-tokens": "29000",
    "x-ratelimit-reset-tokens": "6m0.5s",
    "x-ratelimit-remaining-images": "3",
    "x-ratelimit-limit-none": "0",
    "x-ratelimit-remaining-none": "0",
    "x-ratelimit-limit-odd": "many",
    "x-ratelimit-remaining-odd": "1",
    date: "today",
  });
  expect(limits).toEqual([
    { name: "requests", remainingPercent: 20, resetMs: 120 },
    { name: "tokens", remainingPercent: (29 / 30) * 100, resetMs: 360_500 },
  ]);
});

test.each([
  ["1h2m3s", 3_723_000],
  ["59", 59_000],
  ["0.25", 250],
  ["1d", 86_400_000],
  ["soon", undefined],
  ["2026-11-22T00:00:00Z", undefined],
  ["", undefined],
])("a reset of %j is %p ms away", (reset, ms) => {
  const [limit] = headers({ "x-ratelimit-limit-a": "4", "x-ratelimit-remaining-a": "1", "x-ratelimit-reset-a": reset });
  expect(limit?.resetMs).toBe(ms);
});

test("the guard waits for a near reset, stops before a far or unknown one, and goes on otherwise", () => {
  const low = (resetMs: number | undefined) => ({ name: "a", remainingPercent: 24.9, resetMs });
  expect(decideRateLimits([], 25, 0)).toEqual({ kind: "go" });
  expect(decideRateLimits([{ ...low(1), remainingPercent: 25 }], 25, 0)).toEqual({ kind: "go" });
  expect(decideRateLimits([low(60_000)], 25, 0)).toMatchObject({ kind: "wait", ms: 60_000 });
  expect(decideRateLimits([low(60_001)], 25, 0)).toMatchObject({ kind: "stop" });
  expect(decideRateLimits([low(60_001)], 25, 1_001)).toMatchObject({ kind: "wait", ms: 59_000 });
  expect(decideRateLimits([low(undefined)], 25, 0)).toMatchObject({ kind: "stop" });
  expect(decideRateLimits([low(500)], 25, 500)).toEqual({ kind: "go" });
  expect(decideRateLimits([low(500), low(900), low(100)], 25, 0)).toMatchObject({ kind: "wait", ms: 900 });
  expect(decideRateLimits([low(500)], 0, 0)).toEqual({ kind: "go" });
});
