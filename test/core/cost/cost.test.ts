import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  type BudgetLimits,
  describeBound,
  isBounded,
  NOTHING_SPENT,
  reachedBound,
} from "../../../lib/core/cost/budget.ts";
import { circlesOf, NO_CALLS, withCall } from "../../../lib/core/cost/circles.ts";
import { type BookedCall, COST_GROUPS, groupCosts, sumCosts } from "../../../lib/core/cost/cost-groups.ts";
import { estimateConsolidation, estimateExtraction } from "../../../lib/core/cost/estimate.ts";
import { KNOWN_PRICES } from "../../../lib/core/cost/known-prices.ts";
import { staysLocal } from "../../../lib/core/cost/local-providers.ts";
import { renderMetrics } from "../../../lib/core/cost/metrics.ts";
import { renderMoney, renderTokens } from "../../../lib/core/cost/money.ts";
import { costOf } from "../../../lib/core/cost/price.ts";
import { priceOf } from "../../../lib/core/cost/price-of.ts";
import { utcDay } from "../../../lib/core/cost/utc-day.ts";
import { tokenUsage } from "../../../lib/core/model/token-usage.ts";

const NO_LIMITS: BudgetLimits = {
  maxTokens: undefined,
  maxRequests: undefined,
  maxCost: undefined,
  maxSeconds: undefined,
  dayTokens: undefined,
  dayRequests: undefined,
  dayCost: undefined,
  unconfirmedTokens: undefined,
};

const FAR = "api.openai.com";

test("a price is known of a name and its dated releases, and of no variant that may cost anything", () => {
  const known = KNOWN_PRICES["gpt-6-luna"];
  for (const id of ["gpt-6-luna", "gpt-6-luna-2026-09-22", "gpt-6-luna-latest", "gpt-6-luna-20260922"]) {
    expect([id, priceOf(id, FAR, {})]).toEqual([id, known]);
  }
  for (const id of ["gpt-6-luna-pro", "gpt-6-lunar", "gpt-6", "qwen3", "", "constructor", "gpt-5.4-pro"]) {
    expect([id, priceOf(id, FAR, {})]).toEqual([id, undefined]);
  }
  expect(priceOf("gpt-5.4-mini", FAR, {})).not.toEqual(priceOf("gpt-5.4", FAR, {}));
});

test("a person's own price wins, the longest beginning first; this machine costs nothing", () => {
  const own = { "gpt-": { input: 1, cached: 1, output: 1 }, "gpt-6-luna": { input: 7, cached: 7, output: 7 } };
  expect(priceOf("gpt-6-luna-pro", FAR, own)?.input).toBe(7);
  expect(priceOf("gpt-9", FAR, own)?.input).toBe(1);
  for (const host of ["127.0.0.1:11434", "localhost", "[::1]:8080", "a.localhost:1"]) {
    expect(
      costOf(priceOf("gpt-6-luna", host, own) ?? own["gpt-"], tokenUsage({ inputTokens: 9, outputTokens: 9 })),
    ).toBe(0);
  }
});

test("cached input is cheaper, a long request dearer as a whole, reasoning is output already", () => {
  const price = { input: 2, cached: 0.2, output: 10, longFrom: 272_000 };
  const usage = (input: number, cached: number, output: number) =>
    tokenUsage({ inputTokens: input, cachedInputTokens: cached, outputTokens: output, reasoningTokens: output });
  expect(costOf(price, usage(100_000, 50_000, 10_000))).toBeCloseTo(0.1 + 0.01 + 0.1);
  expect(costOf(price, usage(272_000, 0, 0))).toBeCloseTo(0.544);
  expect(costOf(price, usage(272_001, 0, 10_000))).toBeCloseTo(272_001 * 4e-6 + 0.15);
  // An endpoint that counts more cached tokens than input is not paid for it.
  expect(costOf(price, usage(10, 1_000, 0))).toBeCloseTo(10 * 0.2e-6);
});

test("a bound is reached exactly from its number on, and the first one names itself", () => {
  const spent = fc.record({ requests: fc.nat(100), tokens: fc.nat(100), cost: fc.nat(100) });
  const limit = fc.option(fc.nat(100), { nil: undefined });
  const names = ["maxTokens", "maxRequests", "maxCost", "dayTokens", "dayRequests", "dayCost"] as const;
  const limits = fc.tuple(limit, limit, limit, limit, limit, limit);
  fc.assert(
    fc.property(limits, spent, spent, (bounds, run, day) => {
      const set = { ...NO_LIMITS, ...Object.fromEntries(names.map((name, at) => [name, bounds[at]])) };
      const used = [run.tokens, run.requests, run.cost, day.tokens, day.requests, day.cost];
      const first = names.find((_, at) => bounds[at] !== undefined && (used[at] ?? 0) >= (bounds[at] ?? 0));
      const bound = reachedBound(set, { run, day, seconds: 0 });
      expect(bound?.name).toBe(first as never);
      expect(isBounded(set)).toBe(bounds.some((each) => each !== undefined));
      if (bound !== undefined) expect(describeBound(bound)).toContain(String(bound.limit));
    }),
  );
  expect(reachedBound(NO_LIMITS, { run: NOTHING_SPENT, day: NOTHING_SPENT, seconds: 1e9 })).toBeUndefined();
});

test("a UTC day has every second in exactly one day", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e9 }), (at) => {
      const { from, until } = utcDay(at);
      expect(from <= at && at < until && until - from === 86_400).toBe(true);
      expect(utcDay(until).from).toBe(until);
    }),
  );
});

const call: fc.Arbitrary<BookedCall> = fc.record({
  at: fc.integer({ min: 1_700_000_000, max: 1_800_000_000 }),
  model: fc.constantFrom("a", "b"),
  host: fc.constantFrom("x", "y"),
  phase: fc.constantFrom("extract", "consolidate"),
  threadId: fc.constantFrom(undefined, "t1", "t2"),
  cwd: fc.constantFrom(undefined, "/p", "/q"),
  outcome: fc.constantFrom("ok", "http_500"),
  inputTokens: fc.nat(1_000),
  cachedInputTokens: fc.nat(100),
  outputTokens: fc.nat(1_000),
  reasoningTokens: fc.nat(100),
  cost: fc.constantFrom(undefined, 0, 1, 3),
});

test("groups add up to all, whatever they are told apart by, and in whatever order the requests come", () => {
  fc.assert(
    fc.property(fc.array(call), fc.constantFrom(...COST_GROUPS), (calls, by) => {
      const rows = groupCosts(calls, by);
      const total = sumCosts(calls);
      for (const key of ["requests", "failed", "input_tokens", "output_tokens", "cost", "unpriced_requests"] as const) {
        expect(rows.reduce((sum, row) => sum + row[key], 0)).toBe(total[key]);
      }
      expect(groupCosts(calls.toReversed(), by)).toEqual(rows);
      expect(new Set(rows.map(({ group }) => group)).size).toBe(rows.length);
    }),
  );
});

test("weeks begin on Monday and belong to the year of their Thursday", () => {
  const week = (date: string) =>
    groupCosts([{ ...sample, at: Date.parse(`${date}T12:00:00Z`) / 1_000 }], "week")[0]?.group;
  expect([week("2026-01-01"), week("2025-12-29"), week("2027-01-03"), week("2026-11-27"), week("2021-01-03")]).toEqual([
    "2026-W01",
    "2026-W01",
    "2026-W53",
    "2026-W48",
    "2020-W53",
  ]);
});

const sample: BookedCall = {
  at: 0,
  model: "m",
  host: "h",
  phase: "extract",
  outcome: "ok",
  inputTokens: 1,
  cachedInputTokens: 0,
  outputTokens: 1,
  reasoningTokens: 0,
};

test("the same call with the same result eight times, or twelve refusals in a row, are circles; less is work", () => {
  const calls = (times: number, of: (n: number) => { result: unknown; refused: boolean }) =>
    Array.from({ length: times }, (_, n) => ({ tool: "read", input: { path: "a" }, ...of(n) })).reduce(
      withCall,
      NO_CALLS,
    );
  expect(circlesOf(calls(7, () => ({ result: "x", refused: false })))).toBeUndefined();
  expect(circlesOf(calls(8, () => ({ result: "x", refused: false })))).toContain("the same result 8 times");
  expect(circlesOf(calls(40, (n) => ({ result: n, refused: false })))).toBeUndefined();
  expect(circlesOf(calls(11, (n) => ({ result: n, refused: true })))).toBeUndefined();
  expect(circlesOf(calls(12, (n) => ({ result: n, refused: true })))).toContain("12 refused calls in a row");
  expect(circlesOf(calls(40, (n) => ({ result: n, refused: n % 12 !== 11 })))).toBeUndefined();
});

test("an estimate sums what would be sent, and names the largest; nothing is a sum too", () => {
  const request = (threadId: string, inputTokens: number) => ({ threadId, title: threadId, cwd: "/", inputTokens });
  const price = { input: 1_000_000, cached: 1, output: 0 };
  expect(estimateExtraction([request("a", 3), request("b", 7)], price)).toMatchObject({
    sessions: 2,
    inputTokens: 10,
    cost: 10,
    largest: { threadId: "b" },
  });
  expect(estimateExtraction([], price)).toEqual({
    sessions: 0,
    inputTokens: 0,
    outputTokens: 0,
    cost: 0,
    largest: undefined,
  });
  expect(estimateExtraction([], undefined).cost).toBeUndefined();
  expect(estimateConsolidation(0, price)).toMatchObject({ steps: [0, 0], tokens: [0, 0] });
  const [low = 0, high = 0] = estimateConsolidation(69, KNOWN_PRICES["gpt-6-sol"]).cost ?? [];
  expect(low > 0 && high > low).toBe(true);
});

test("money and tokens read as a person says them", () => {
  expect([0, 0.14, 12.3, 0.0042, 0.000012].map(renderMoney)).toEqual(["$0", "$0.14", "$12.30", "$0.0042", "$0.000012"]);
  expect([0, 870, 61_400, 999_600, 1_240_000].map(renderTokens)).toEqual(["0", "870", "61k", "1.0M", "1.2M"]);
});

test("local providers stay, by any spelling, unless they are named; others go", () => {
  for (const name of ["oss", "Ollama", "LM_Studio", "lmstudio", "llamacpp", "llama.cpp", "vllm"]) {
    expect([name, staysLocal(name, [])]).toEqual([name, true]);
    expect([name, staysLocal(name, [name.toUpperCase()])]).toEqual([name, false]);
  }
  // A name that a person made up says nothing about where the model runs.
  for (const name of ["openai", "anthropic", "openrouter", "local", ""])
    expect([name, staysLocal(name, [])]).toEqual([name, false]);
});

test("labels of any text stay one line of metrics", () => {
  const text = renderMetrics([
    { name: "m", help: "a\nb", type: "gauge", samples: [{ labels: { model: 'a"b\\c\nd' }, value: 1 }] },
    { name: "none", help: "", type: "gauge", samples: [] },
  ]);
  expect(text).toBe('# HELP m a\\nb\n# TYPE m gauge\nm{model="a\\"b\\\\c\\nd"} 1\n');
});
