/**
 * The tables of the state database: the one source of their columns, row types and migrations (`npm run migration`
 * writes the next file of `migrations/` from it, and a test fails when one is due). Triggers stand in migrations alone.
 * SQL says `null`, the rest of the program says `undefined`.
 */
import { desc, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { JobKind, JobStatus, MemoryMode } from "../../../core/types.ts";

/** Facts about the database itself: `schema_version`, `database_id`, `clock` (`live` or `replay`). */
export const meta = sqliteTable("meta", {
  key: text("key").primaryKey().notNull(),
  value: text("value").notNull(),
});

/**
 * One row a session. From `rollout_size` to `index_state`: what indexing keeps to prove a file unchanged or grown.
 * The inode is text, since some file systems number beyond what a JavaScript number holds. `agent` is the product that
 * wrote it, under `agent_home`; `native_id` its own id of the session where that is not `id`. `session_files`: for one
 * in several files, what proves them unchanged and which parts of them count, as JSON.
 */
export const threads = sqliteTable(
  "threads",
  {
    id: text("id").primaryKey().notNull(),
    rolloutPath: text("rollout_path").notNull(),
    source: text("source").notNull(),
    cwd: text("cwd").notNull(),
    title: text("title").notNull().default(""),
    firstUserMessage: text("first_user_message").notNull().default(""),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    memoryMode: text("memory_mode").$type<MemoryMode>().notNull().default("enabled"),
    archived: integer("archived", { mode: "boolean" }).notNull().default(false),
    missingSince: integer("missing_since"),
    gitSha: text("git_sha"),
    gitBranch: text("git_branch"),
    gitOriginUrl: text("git_origin_url"),
    modelProvider: text("model_provider"),
    cliVersion: text("cli_version"),
    tokensUsed: integer("tokens_used").notNull().default(0),
    machine: text("machine").notNull().default(""),
    agentHome: text("agent_home").notNull().default(""),
    forkedFromId: text("forked_from_id"),
    agentRole: text("agent_role"),
    agentNickname: text("agent_nickname"),
    rolloutSize: integer("rollout_size"),
    rolloutMtimeMs: real("rollout_mtime_ms"),
    rolloutInode: text("rollout_inode"),
    indexedAt: integer("indexed_at"),
    tailOffset: integer("tail_offset"),
    tailHash: text("tail_hash"),
    indexState: text("index_state"),
    agent: text("agent").notNull().default("codex"),
    nativeId: text("native_id"),
    historyMode: text("history_mode"),
    sessionFiles: text("session_files"),
    evidenceBytes: integer("evidence_bytes"),
  },
  (table) => [index("threads_newest").on(table.machine, table.agentHome, desc(table.updatedAt), desc(table.id))],
);

/** Characters that make no text: those JavaScript's `\s` matches. SQLite's own `trim` knows only the space. */
const BLANKS = sql.raw(
  `char(${[
    ...[9, 10, 11, 12, 13, 32, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233],
    ...[8239, 8287, 12288, 65279],
  ].join(", ")})`,
);

/** Whether an output has any text. Written as the index has it, or the index does not serve. */
export function hasText({ rawMemory, rolloutSummary }: TextColumns): SQL {
  return sql`(trim(${rawMemory}, ${BLANKS}) <> '' OR trim(${rolloutSummary}, ${BLANKS}) <> '')`;
}

interface TextColumns {
  readonly rawMemory: SQLWrapper;
  readonly rolloutSummary: SQLWrapper;
}

/**
 * What phase 1 kept of a thread, at most one row each. `made_by`: `offline` or the id of a model; null, as
 * `prompt_hash`, for rows from before these columns.
 */
export const stage1Outputs = sqliteTable(
  "stage1_outputs",
  {
    threadId: text("thread_id")
      .primaryKey()
      .notNull()
      .references(() => threads.id, { onDelete: "cascade" }),
    sourceUpdatedAt: integer("source_updated_at").notNull(),
    rawMemory: text("raw_memory").notNull(),
    rolloutSummary: text("rollout_summary").notNull(),
    rolloutSlug: text("rollout_slug"),
    generatedAt: integer("generated_at").notNull(),
    usageCount: integer("usage_count"),
    lastUsage: integer("last_usage"),
    selectedForPhase2: integer("selected_for_phase2", { mode: "boolean" }).notNull().default(false),
    selectedForPhase2SourceUpdatedAt: integer("selected_for_phase2_source_updated_at"),
    madeBy: text("made_by"),
    promptHash: text("prompt_hash"),
  },
  (table) => [
    index("stage1_outputs_selected").on(
      table.threadId,
      table.sourceUpdatedAt,
      table.selectedForPhase2,
      table.selectedForPhase2SourceUpdatedAt,
    ),
    index("stage1_outputs_with_text")
      .on(
        table.threadId,
        table.sourceUpdatedAt,
        table.rolloutSlug,
        table.generatedAt,
        table.usageCount,
        table.lastUsage,
      )
      .where(hasText(table)),
  ],
);

/**
 * Claims and their history: one row a thread (`memory_stage1`) and one `global` row (`memory_consolidate_global`).
 * `made_by` and `prompt_hash`: what made the last result, also where that was nothing worth keeping.
 * `consolidated_at`: when the baseline last moved.
 */
export const jobs = sqliteTable(
  "jobs",
  {
    kind: text("kind").$type<JobKind>().notNull(),
    jobKey: text("job_key").notNull(),
    status: text("status").$type<JobStatus>().notNull(),
    workerId: text("worker_id"),
    ownershipToken: text("ownership_token"),
    startedAt: integer("started_at"),
    finishedAt: integer("finished_at"),
    leaseUntil: integer("lease_until"),
    retryAt: integer("retry_at"),
    retryRemaining: integer("retry_remaining").notNull().default(3),
    lastError: text("last_error"),
    inputWatermark: integer("input_watermark"),
    lastSuccessWatermark: integer("last_success_watermark"),
    outages: integer("outages").notNull().default(0),
    failures: integer("failures").notNull().default(0),
    consolidatedAt: integer("consolidated_at"),
    madeBy: text("made_by"),
    promptHash: text("prompt_hash"),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.jobKey] }),
    index("jobs_kind_status").on(table.kind, table.status, table.retryAt, table.leaseUntil),
  ],
);

/** Tombstones: threads that are not extracted again. */
export const forgotten = sqliteTable("forgotten", {
  threadId: text("thread_id").primaryKey().notNull(),
  forgottenAt: integer("forgotten_at").notNull(),
});

/** Messages whose citations were counted, so that no message counts twice. `threadIds` is a JSON array. */
export const usageLedger = sqliteTable(
  "usage_ledger",
  {
    rootThreadId: text("root_thread_id").notNull(),
    textHash: text("text_hash").notNull(),
    occurrence: integer("occurrence").notNull(),
    threadIds: text("thread_ids").notNull(),
    countedAt: integer("counted_at").notNull(),
    countId: text("count_id").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.rootThreadId, table.textHash, table.occurrence] }),
    index("usage_ledger_count").on(table.countId),
  ],
);

/** The machine and path of the memory root; at most one row, `job_key` = `global`. */
export const roots = sqliteTable("roots", {
  jobKey: text("job_key").primaryKey().notNull(),
  machine: text("machine").notNull(),
  path: text("path").notNull(),
  recordedAt: integer("recorded_at").notNull(),
});

/** A person's own words that a memory rests on, and where its transcript holds them. */
export const signals = sqliteTable(
  "signals",
  {
    threadId: text("thread_id")
      .notNull()
      .references(() => stage1Outputs.threadId, { onDelete: "cascade" }),
    quote: text("quote").notNull(),
    verified: integer("verified", { mode: "boolean" }).notNull(),
    line: integer("line"),
    byte: integer("byte"),
  },
  (table) => [index("signals_thread").on(table.threadId)],
);

/**
 * What the database of a home said of its threads when its `fingerprint` was that; those that are enabled and
 * not archived are left out of `threads`, a JSON object. `problem`: why it could not be read.
 */
export const codexStates = sqliteTable(
  "codex_states",
  {
    machine: text("machine").notNull(),
    codexHome: text("codex_home").notNull(),
    fingerprint: text("fingerprint").notNull().default(""),
    problem: text("problem"),
    threads: text("threads").notNull().default("{}"),
  },
  (table) => [primaryKey({ columns: [table.machine, table.codexHome] })],
);
