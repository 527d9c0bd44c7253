/** Rows of the database as values of the program: `null` becomes `undefined`, whatever came back is checked. */
import type { Row } from "@libsql/client";
import type { Job, JobKind, JobStatus, MemoryMode, Stage1Output, Thread } from "../../../core/types.ts";

/** The columns of `threads` under the alias `t`, without what only indexing reads, for statements that end in `toThread`. */
export const THREAD_COLUMNS = [
  "t.id",
  "t.rollout_path",
  "t.source",
  "t.cwd",
  "t.title",
  "t.first_user_message",
  "t.created_at",
  "t.updated_at",
  "t.memory_mode",
  "t.archived",
  "t.missing_since",
  "t.forked_from_id",
  "t.git_sha",
  "t.git_branch",
  "t.git_origin_url",
  "t.model_provider",
  "t.cli_version",
  "t.agent_role",
  "t.agent_nickname",
  "t.tokens_used",
  "t.machine",
  "t.codex_home",
].join(", ");

/** A thread out of a row of a statement that reads `THREAD_COLUMNS`. */
export function toThread(row: Row): Thread {
  return {
    id: String(row.id),
    rolloutPath: String(row.rollout_path),
    source: String(row.source),
    cwd: String(row.cwd),
    title: String(row.title),
    firstUserMessage: String(row.first_user_message),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    memoryMode: memoryMode(row.memory_mode),
    archived: Number(row.archived) !== 0,
    missingSince: optionalNumber(row.missing_since),
    forkedFromId: optionalText(row.forked_from_id),
    gitSha: optionalText(row.git_sha),
    gitBranch: optionalText(row.git_branch),
    gitOriginUrl: optionalText(row.git_origin_url),
    modelProvider: optionalText(row.model_provider),
    cliVersion: optionalText(row.cli_version),
    agentRole: optionalText(row.agent_role),
    agentNickname: optionalText(row.agent_nickname),
    tokensUsed: Number(row.tokens_used),
    machine: String(row.machine),
    codexHome: String(row.codex_home),
  };
}

/** A row of all columns of `stage1_outputs`. */
export function toOutput(row: Row): Stage1Output {
  return {
    threadId: String(row.thread_id),
    sourceUpdatedAt: Number(row.source_updated_at),
    rawMemory: String(row.raw_memory),
    rolloutSummary: String(row.rollout_summary),
    rolloutSlug: optionalText(row.rollout_slug),
    generatedAt: Number(row.generated_at),
    usageCount: optionalNumber(row.usage_count),
    lastUsage: optionalNumber(row.last_usage),
    selectedForPhase2: Number(row.selected_for_phase2) === 1,
    selectedForPhase2SourceUpdatedAt: optionalNumber(row.selected_for_phase2_source_updated_at),
  };
}

/** The columns of `jobs` under the alias `j`, for statements that end in `rawJob`. */
export const JOB_COLUMNS = [
  "j.kind",
  "j.job_key",
  "j.status",
  "j.worker_id",
  "j.ownership_token",
  "j.started_at",
  "j.finished_at",
  "j.lease_until",
  "j.retry_at",
  "j.retry_remaining",
  "j.last_error",
  "j.input_watermark",
  "j.last_success_watermark",
  "j.outages",
  "j.failures",
].join(", ");

/** A job out of a row of a hand-written statement that reads `JOB_COLUMNS`; undefined when the join met none. */
export function rawJob(row: Row): Job | undefined {
  if (row.kind === null || row.kind === undefined) return undefined;
  return {
    kind: jobKind(row.kind),
    jobKey: String(row.job_key),
    status: jobStatus(row.status),
    workerId: optionalText(row.worker_id),
    ownershipToken: optionalText(row.ownership_token),
    startedAt: optionalNumber(row.started_at),
    finishedAt: optionalNumber(row.finished_at),
    leaseUntil: optionalNumber(row.lease_until),
    retryAt: optionalNumber(row.retry_at),
    retryRemaining: Number(row.retry_remaining),
    lastError: optionalText(row.last_error),
    inputWatermark: optionalNumber(row.input_watermark),
    lastSuccessWatermark: optionalNumber(row.last_success_watermark),
    outages: Number(row.outages),
    failures: Number(row.failures),
  };
}

/** A number, or undefined for SQL's `null`. */
export function optionalNumber(value: Row[string] | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

/** A text, or undefined for SQL's `null`. */
export function optionalText(value: Row[string] | undefined): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}

function jobKind(value: unknown): JobKind {
  return value === "memory_consolidate_global" ? value : "memory_stage1";
}

/** A mode no version knows lets nothing be learned from the thread. */
export function memoryMode(value: unknown): MemoryMode {
  return value === "enabled" || value === "polluted" ? value : "disabled";
}

/** A status no version knows is read as `pending`: claimable, and held by nobody. */
function jobStatus(value: unknown): JobStatus {
  return value === "running" || value === "done" || value === "error" ? value : "pending";
}
