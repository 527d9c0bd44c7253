import { textOf } from "../text/json.ts";
import { type ImportedMemory, type ImportedSession, UNKNOWN_SESSION } from "./imported-memory.ts";

/** A row of one of the reference's databases: what stands in a column is whatever that version wrote. */
export type ForeignRow = Readonly<Record<string, unknown>>;

/**
 * The memory that a row of `stage1_outputs` holds, with the row of its thread where there is one; undefined without an
 * id, a time or any text.
 */
export function memoryOfRow(row: ForeignRow, thread: ForeignRow | undefined): ImportedMemory | undefined {
  const threadId = textOf(row.thread_id)?.trim().toLowerCase();
  const sourceUpdatedAt = wholeOf(row.source_updated_at);
  const [rawMemory, rolloutSummary] = [textOf(row.raw_memory) ?? "", textOf(row.rollout_summary) ?? ""];
  if (threadId === undefined || sourceUpdatedAt === undefined || rawMemory + rolloutSummary === "") return undefined;
  return {
    threadId,
    rawMemory,
    rolloutSummary,
    rolloutSlug: textOf(row.rollout_slug),
    sourceUpdatedAt,
    generatedAt: wholeOf(row.generated_at) ?? sourceUpdatedAt,
    usageCount: wholeOf(row.usage_count),
    lastUsage: wholeOf(row.last_usage),
    madeBy: textOf(row.made_by) ?? textOf(row.model),
    session: sessionOf(thread, sourceUpdatedAt),
  };
}

function sessionOf(thread: ForeignRow | undefined, seen: number): ImportedSession {
  if (thread === undefined) return { ...UNKNOWN_SESSION, createdAt: seen, updatedAt: seen };
  const mode = thread.memory_mode ?? "enabled";
  return {
    rolloutPath: textOf(thread.rollout_path) ?? "",
    cwd: textOf(thread.cwd) ?? "",
    source: textOf(thread.source) ?? UNKNOWN_SESSION.source,
    title: textOf(thread.title) ?? "",
    gitBranch: textOf(thread.git_branch),
    createdAt: wholeOf(thread.created_at) ?? seen,
    updatedAt: wholeOf(thread.updated_at) ?? seen,
    // A mode that no version knows lets nothing be learned.
    memoryMode: mode === "enabled" || mode === "polluted" ? mode : "disabled",
    archived: thread.archived !== undefined && thread.archived !== null && thread.archived !== 0,
  };
}

function wholeOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
