import { expect, test } from "bun:test";
import {
  bookModelCall,
  listCallsOfRun,
  type ModelCall,
  sumModelCalls,
} from "../../../lib/edge/state/calls/model-calls.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { temporaryState } from "../../helpers/state.ts";

const DAY = 86_400;

const call = (over: Partial<ModelCall>): ModelCall => ({
  run: "run-1",
  phase: "extract",
  threadId: "a",
  model: "gpt-6-luna",
  host: "api.openai.com",
  outcome: "succeeded",
  inputTokens: 100,
  cachedInputTokens: 20,
  outputTokens: 10,
  reasoningTokens: 5,
  durationMs: 900,
  cost: 0.25,
  at: TEST_NOW,
  ...over,
});

test("a day's sum holds every request of that day, failed ones and those without a price too", async () => {
  using db = await temporaryState();
  await bookModelCall(db.state, call({ at: TEST_NOW - 1 }));
  await bookModelCall(db.state, call({}));
  await bookModelCall(db.state, call({ outcome: "failed", cost: undefined, outputTokens: 0 }));
  await bookModelCall(db.state, call({ at: TEST_NOW + DAY - 1, phase: "consolidate", threadId: undefined }));
  await bookModelCall(db.state, call({ at: TEST_NOW + DAY }));
  expect(await sumModelCalls(db.state, { from: TEST_NOW, until: TEST_NOW + DAY })).toEqual({
    requests: 3,
    inputTokens: 300,
    cachedInputTokens: 60,
    outputTokens: 20,
    reasoningTokens: 15,
    cost: 0.5,
  });
  expect(await sumModelCalls(db.state, { from: 0, until: 1 })).toMatchObject({ requests: 0, inputTokens: 0, cost: 0 });
});

test("what is booked is read as it was, in the order of booking", async () => {
  using db = await temporaryState();
  const [late, early, other] = [
    call({ at: TEST_NOW + 9 }),
    call({ cost: undefined }),
    call({ run: "run-2", at: TEST_NOW + 1 }),
  ];
  for (const one of [late, early, other]) await bookModelCall(db.state, one);
  expect(await listCallsOfRun(db.state, "run-1")).toEqual([late, early]);
  expect(await listCallsOfRun(db.state, "run-2")).toEqual([other]);
});

test("a day's sum reads an index alone", async () => {
  using db = await temporaryState();
  const asked: { sql: string; args: readonly unknown[] }[] = [];
  const execute = db.state.client.execute.bind(db.state.client);
  db.state.client.execute = (statement) => {
    if (typeof statement !== "string") asked.push({ sql: statement.sql, args: [TEST_NOW, TEST_NOW + DAY] });
    return execute(statement);
  };
  await sumModelCalls(db.state, { from: TEST_NOW, until: TEST_NOW + DAY });
  const plan = await execute({ sql: `EXPLAIN QUERY PLAN ${asked[0]?.sql}`, args: [TEST_NOW, TEST_NOW + DAY] });
  expect(plan.rows.map(({ detail }) => String(detail)).join()).toContain("COVERING INDEX model_calls_day");
});
