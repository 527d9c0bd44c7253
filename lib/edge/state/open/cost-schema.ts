/** The tables of what runs spend, beside those of `schema.ts`. */
import { desc } from "drizzle-orm";
import { index, integer, real, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Every request to a model, failed ones too. `at`: when it ended, in seconds; `cost` in dollars, null without a price. */
export const modelCalls = sqliteTable(
  "model_calls",
  {
    id: integer("id").primaryKey().notNull(),
    run: text("run").notNull(),
    phase: text("phase").notNull(),
    threadId: text("thread_id"),
    model: text("model").notNull(),
    host: text("host").notNull(),
    outcome: text("outcome").notNull(),
    inputTokens: integer("input_tokens").notNull().default(0),
    cachedInputTokens: integer("cached_input_tokens").notNull().default(0),
    outputTokens: integer("output_tokens").notNull().default(0),
    reasoningTokens: integer("reasoning_tokens").notNull().default(0),
    durationMs: integer("duration_ms").notNull(),
    cost: real("cost"),
    at: integer("at").notNull(),
  },
  (table) => [
    // A day's sum is asked before each request: it reads this index alone.
    index("model_calls_day").on(
      table.at,
      table.inputTokens,
      table.cachedInputTokens,
      table.outputTokens,
      table.reasoningTokens,
      table.cost,
    ),
    index("model_calls_run").on(table.run),
  ],
);

/**
 * Every run of a command that may spend, failed ones too. `status` is `running` until it ended. `sessions`: those it
 * worked on; `remembered`: those of them that became memories. `note`: why it failed or stopped.
 */
export const spendingRuns = sqliteTable(
  "spending_runs",
  {
    run: text("run").primaryKey().notNull(),
    command: text("command").notNull(),
    status: text("status").notNull(),
    model: text("model"),
    host: text("host"),
    startedAt: integer("started_at").notNull(),
    durationMs: integer("duration_ms"),
    sessions: integer("sessions").notNull().default(0),
    remembered: integer("remembered").notNull().default(0),
    note: text("note"),
    machine: text("machine").notNull(),
  },
  (table) => [index("spending_runs_newest").on(desc(table.startedAt))],
);
