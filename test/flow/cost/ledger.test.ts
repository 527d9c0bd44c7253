/** What leaves for a model is booked and stays within its budget, whatever the endpoint does. */

import { afterEach, expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import fc from "fast-check";
import { extract } from "../../../lib/flow/extract/extract.ts";
import { MEMORY, writeSessions } from "../../helpers/extract-world.ts";
import { type ModelServer, type Reply, startModelServer } from "../../helpers/model-server.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { bookedCalls } from "../../helpers/state.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

let server: ModelServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

function worldWith(sessions: number, baseUrl: string, settings: Parameters<typeof testWorld>[0] = {}): TestWorld {
  const world = testWorld({
    env: { PATH: process.env.PATH, HOME: "/nowhere", OPENAI_BASE_URL: baseUrl },
    ...settings,
    settings: { limit: 1_000, maxRolloutAgeDays: 90, namedModels: new Set(["extractModel"]), ...settings.settings },
  });
  mkdirSync(world.paths.codexHome, { recursive: true });
  writeSessions(world.paths.codexHome, sessions, TEST_NOW);
  return world;
}

/** Any way in which an endpoint may answer, and the tokens it counted. */
const reply: fc.Arbitrary<Reply> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ input: fc.nat(9_000), output: fc.nat(900) }).map(answerOf) },
  fc
    .record({ input: fc.nat(9_000), output: fc.nat(900) })
    .map((usage): Reply => ({ kind: "answer", answer: "no JSON", usage })),
  fc
    .record({ input: fc.nat(9_000), output: fc.nat(900) })
    .map((usage): Reply => ({ kind: "answer", answer: MEMORY, incomplete: "max_output_tokens", usage })),
  fc.constantFrom<Reply>(
    { kind: "status", status: 400 },
    { kind: "status", status: 500, headers: { "retry-after-ms": "1" } },
    { kind: "status", status: 429, headers: { "retry-after-ms": "1" } },
    { kind: "raw", body: "<html>", headers: { "retry-after-ms": "1" } },
  ),
);

function answerOf(usage: { readonly input: number; readonly output: number }): Reply {
  return { kind: "answer", answer: MEMORY, usage };
}

const tokensOf = (one: Reply) => (one.kind === "answer" ? (one.usage?.input ?? 0) + (one.usage?.output ?? 0) : 0);

test("what is booked is what the endpoint saw, over random runs with failures, repairs and retries", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(reply, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      async (replies, sessions) => {
        let sent = 0;
        const seen: number[] = [];
        const counting = await startModelServer(() => {
          const next = replies[sent++ % replies.length] ?? { kind: "status", status: 500 };
          seen.push(tokensOf(next));
          return next;
        });
        const world = worldWith(sessions, counting.baseUrl, { settings: { concurrency: 2 } });
        try {
          await extract(world);
          const booked = await bookedCalls(await world.state());
          expect(booked.map((call) => call.inputTokens + call.outputTokens).toSorted()).toEqual(seen.toSorted());
          expect(
            booked.every(({ phase, host, cost }) => phase === "extract" && host.startsWith("127.") && cost === 0),
          ).toBe(true);
          expect(booked.every(({ threadId }) => threadId?.startsWith("00000000-0000-7000-8000-"))).toBe(true);
        } finally {
          world.dispose();
          await counting.close();
        }
      },
    ),
    { numRuns: 12 },
  );
});

test("500 sessions at 8 in parallel never pass --max-tokens by more than the requests in flight", async () => {
  const each = 1_000;
  let tokens = 0;
  server = await startModelServer(() => {
    tokens += each;
    return { kind: "answer", answer: MEMORY, usage: { input: each - 100, output: 100 } };
  });
  const maxTokens = 41_500;
  const world = worldWith(500, server.baseUrl, { settings: { maxTokens, concurrency: 8 } });
  const report = await extract(world);
  expect(tokens).toBeGreaterThanOrEqual(maxTokens);
  expect(tokens).toBeLessThanOrEqual(maxTokens + 8 * each);
  expect(report).toMatchObject({ status: "budget", stopped: "budget", failed: 0 });
  const [waiting] = report.waiting;
  expect(waiting).toMatchObject({ reason: "budget", count: 500 - report.succeeded, until: null });
  const { rows } = await (await world.state()).client.execute(
    "SELECT count(*) AS n FROM jobs WHERE status = 'running'",
  );
  expect(Number(rows[0]?.n)).toBe(0);
  world.dispose();
});

test("--max-requests is exact, retries included, and gives back what it stopped", async () => {
  server = await startModelServer(() => ({ kind: "status", status: 500, headers: { "retry-after-ms": "1" } }));
  const world = worldWith(3, server.baseUrl, { settings: { maxRequests: 2, concurrency: 1 } });
  const report = await extract(world);
  expect(server.requests.length).toBe(2);
  expect(report).toMatchObject({ status: "budget", failed: 0 });
  const { rows } = await (await world.state()).client.execute(
    "SELECT status, retry_remaining AS left FROM jobs WHERE kind = 'memory_stage1'",
  );
  expect(rows.map((row) => [row.status, Number(row.left)])).toEqual([["pending", 3]]);
  world.dispose();
});

test("a run that did all within its budget is no budget run, also when it used it up", async () => {
  server = await startModelServer(() => answerOf({ input: 900, output: 100 }));
  const world = worldWith(2, server.baseUrl, { settings: { maxTokens: 2_000, maxRequests: 2 } });
  expect(await extract(world)).toMatchObject({ status: "succeeded", stopped: null, waiting: [] });
  world.dispose();
});

test("--max-seconds cuts off what is under way and gives it back", async () => {
  server = await startModelServer(() => ({ kind: "hang", after: "nothing" }));
  const world = worldWith(2, server.baseUrl, { settings: { maxSeconds: 1, concurrency: 1 } });
  const report = await extract(world);
  expect(report).toMatchObject({ status: "budget", released: 1, failed: 0 });
  expect((await bookedCalls(await world.state())).map(({ outcome }) => outcome)).toEqual(["budget"]);
  world.dispose();
});

test("the day's budget counts the runs before, of this UTC day alone, and says until when the rest waits", async () => {
  server = await startModelServer(() => answerOf({ input: 900, output: 100 }));
  const world = worldWith(6, server.baseUrl, { settings: { dayTokens: 3_000, concurrency: 1, limit: 2 } });
  expect(await extract(world)).toMatchObject({ status: "succeeded", succeeded: 2 });
  const second = await extract(world);
  expect(second).toMatchObject({ status: "budget", succeeded: 1 });
  expect(second.waiting[0]).toMatchObject({ reason: "budget", until: TEST_NOW - (TEST_NOW % 86_400) + 86_400 });
  expect(await extract(world)).toMatchObject({ status: "budget", claimed: 0 });
  const tomorrow = world.at({ now: TEST_NOW + 86_400 });
  expect(await extract(tomorrow)).toMatchObject({ succeeded: 2 });
  world.dispose();
});

test("a bound in dollars is refused for a model without a price, and holds with one", async () => {
  server = await startModelServer(() => answerOf({ input: 900, output: 100 }));
  const far = { PATH: process.env.PATH, OPENAI_BASE_URL: "http://models.example/v1", OPENAI_API_KEY: "k" };
  const unpriced = worldWith(1, server.baseUrl, { env: far, settings: { maxCost: 1, extractModel: "my-model" } });
  await expect(extract(unpriced)).rejects.toThrow("no price is known of my-model");
  unpriced.dispose();
});

test("an unbounded typed run that would spend more than confirm_tokens is refused before anything is claimed", async () => {
  server = await startModelServer(() => answerOf({ input: 900, output: 100 }));
  const world = worldWith(4, server.baseUrl, { settings: { confirmTokens: 2_000 } });
  await expect(extract(world, { unbounded: "ask" })).rejects.toThrow("more than confirm_tokens = 2000");
  expect(server.requests.length).toBe(0);
  expect(
    await extract(world.at({ settings: { confirmTokens: 2_000, maxTokens: 9_000_000, limit: 1 } }), {
      unbounded: "ask",
    }),
  ).toMatchObject({
    succeeded: 1,
  });
  expect(await extract(world, { unbounded: "confirmed" })).toMatchObject({ status: "succeeded", succeeded: 3 });
  world.dispose();
});
