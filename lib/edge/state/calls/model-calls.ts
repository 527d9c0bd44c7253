/** The ledger of requests to models: one row each, failed ones too. `bookModelCall` writes, the others read. */
import { and, asc, count, eq, gte, lt, sql } from "drizzle-orm";
import { fault } from "../../../core/fault.ts";
import { admitWriter } from "../open/clock.ts";
import { modelCalls } from "../open/cost-schema.ts";
import type { State } from "../open/open.ts";
import { type Present, present } from "../open/rows.ts";
import { run } from "../open/run.ts";

/** One request as it ended. `at`: seconds; `cost`: dollars, undefined for a model without a price. */
export type ModelCall = Omit<Present<typeof modelCalls.$inferSelect>, "id">;

/** What requests came to. */
export interface CallTotals {
  readonly requests: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  /** Of those with a price. */
  readonly cost: number;
}

/** A span of time in seconds, without its end. A day is a UTC day. */
export interface TimeSpan {
  readonly from: number;
  readonly until: number;
}

/** Books one request. */
export async function bookModelCall(state: State, call: ModelCall): Promise<void> {
  await admitWriter(state);
  fault("state.model_call", call.run);
  const booking = bookings.get(state.client) ?? prepareBooking(state);
  await run(booking.execute({ ...call, threadId: call.threadId ?? null, cost: call.cost ?? null }));
}

type Booking = ReturnType<typeof prepareBooking>;
/** The statement is made once in the life of a process: every request of a run waits for it. */
const bookings = new WeakMap<State["client"], Booking>();

function prepareBooking(state: State) {
  const value = sql.placeholder;
  const booking = state.orm
    .insert(modelCalls)
    .values({
      run: value("run"),
      phase: value("phase"),
      threadId: value("threadId"),
      model: value("model"),
      host: value("host"),
      outcome: value("outcome"),
      inputTokens: value("inputTokens"),
      cachedInputTokens: value("cachedInputTokens"),
      outputTokens: value("outputTokens"),
      reasoningTokens: value("reasoningTokens"),
      durationMs: value("durationMs"),
      cost: value("cost"),
      at: value("at"),
    })
    .prepare();
  bookings.set(state.client, booking);
  return booking;
}

/** What the requests of a span came to, over all machines that share this database. */
export async function sumModelCalls(state: State, span: TimeSpan): Promise<CallTotals> {
  const [totals] = await run(
    state.orm
      .select({
        requests: count(),
        inputTokens: total(modelCalls.inputTokens),
        cachedInputTokens: total(modelCalls.cachedInputTokens),
        outputTokens: total(modelCalls.outputTokens),
        reasoningTokens: total(modelCalls.reasoningTokens),
        cost: total(modelCalls.cost),
      })
      .from(modelCalls)
      .where(within(span)),
  );
  return totals ?? { requests: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0, cost: 0 };
}

/** The requests of one run, oldest first. */
export async function listCallsOfRun(state: State, name: string): Promise<ModelCall[]> {
  const rows = await run(
    state.orm.select().from(modelCalls).where(eq(modelCalls.run, name)).orderBy(asc(modelCalls.id)),
  );
  return rows.map(({ id: _id, ...call }) => present(call));
}

function within({ from, until }: TimeSpan) {
  return and(gte(modelCalls.at, from), lt(modelCalls.at, until));
}

type Summed = "inputTokens" | "cachedInputTokens" | "outputTokens" | "reasoningTokens" | "cost";

function total(column: (typeof modelCalls)[Summed]) {
  return sql<number>`coalesce(sum(${column}), 0)`;
}
