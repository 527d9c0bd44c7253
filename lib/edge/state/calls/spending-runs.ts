/** Every run of a command that may spend: begun before it does, ended whatever became of it. */
import { desc, eq, sql } from "drizzle-orm";
import { fault } from "../../../core/fault.ts";
import { admitWriter } from "../open/clock.ts";
import { modelCalls, spendingRuns } from "../open/cost-schema.ts";
import type { State } from "../open/open.ts";
import { type Present, present } from "../open/rows.ts";
import { run } from "../open/run.ts";

/** A run as it stands. */
export type SpendingRun = Present<typeof spendingRuns.$inferSelect>;

/** How a run ended. */
export type SpendingEnd = Pick<SpendingRun, "status" | "sessions" | "remembered" | "note" | "durationMs">;

/** A run and what its requests came to; `cost` in dollars, of those with a price. */
export interface SpendingRunCosts extends SpendingRun {
  readonly requests: number;
  readonly tokens: number;
  readonly cost: number;
  /** Requests of models without a price. */
  readonly unpriced: number;
}

/** Enters a run that begins. */
export async function beginSpendingRun(
  state: State,
  begun: Pick<SpendingRun, "run" | "command" | "model" | "host" | "startedAt" | "machine">,
): Promise<void> {
  await admitWriter(state);
  fault("state.spending_run", begun.run);
  await run(state.orm.insert(spendingRuns).values({ ...begun, status: "running" }));
}

/** Enters how a run ended. */
export async function endSpendingRun(state: State, name: string, end: SpendingEnd): Promise<void> {
  fault("state.spending_run", name);
  await run(state.orm.update(spendingRuns).set(end).where(eq(spendingRuns.run, name)));
}

/** The newest runs, newest first, with what they spent. */
export async function listSpendingRuns(state: State, limit: number): Promise<SpendingRunCosts[]> {
  const costs = state.orm
    .select({
      run: modelCalls.run,
      requests: sql<number>`count(*)`.as("requests"),
      tokens: sql<number>`sum(${modelCalls.inputTokens} + ${modelCalls.outputTokens})`.as("tokens"),
      cost: sql<number>`coalesce(sum(${modelCalls.cost}), 0)`.as("cost_sum"),
      unpriced: sql<number>`sum(${modelCalls.cost} IS NULL)`.as("unpriced"),
    })
    .from(modelCalls)
    .groupBy(modelCalls.run)
    .as("costs");
  const rows = await run(
    state.orm
      .select({
        row: spendingRuns,
        requests: costs.requests,
        tokens: costs.tokens,
        cost: costs.cost,
        unpriced: costs.unpriced,
      })
      .from(spendingRuns)
      .leftJoin(costs, eq(costs.run, spendingRuns.run))
      .orderBy(desc(spendingRuns.startedAt), desc(sql`${spendingRuns}.rowid`))
      .limit(limit),
  );
  return rows.map(({ row, requests, tokens, cost, unpriced }) => ({
    ...present(row),
    requests: requests ?? 0,
    tokens: tokens ?? 0,
    cost: cost ?? 0,
    unpriced: unpriced ?? 0,
  }));
}

/** The runs of a command that ended in one way. `last`: seconds, when the last of them ended. */
export interface RunCount {
  readonly command: string;
  readonly status: string;
  readonly runs: number;
  readonly durationMs: number;
  readonly last: number;
}

/** How many runs ended in each way, and when a run of each command last succeeded, over this database. */
export async function countSpendingRuns(state: State): Promise<RunCount[]> {
  return run(
    state.orm
      .select({
        command: spendingRuns.command,
        status: spendingRuns.status,
        runs: sql<number>`count(*)`,
        durationMs: sql<number>`coalesce(sum(${spendingRuns.durationMs}), 0)`,
        last: sql<number>`max(${spendingRuns.startedAt} + coalesce(${spendingRuns.durationMs}, 0) / 1000)`,
      })
      .from(spendingRuns)
      .groupBy(spendingRuns.command, spendingRuns.status)
      .orderBy(spendingRuns.command, spendingRuns.status),
  );
}
