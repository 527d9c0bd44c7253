/** Rows of the database as values of the program: `null` becomes `undefined`, whatever came back is checked. */
import type { Row } from "@libsql/client";
import type { InferSelectModel } from "drizzle-orm";
import type { Job, JobKind, JobStatus, Stage1Output, Thread } from "../../core/types.ts";
import type { jobs, stage1Outputs, threads } from "./schema.ts";

/** A row of `threads` without what only indexing reads. */
export function toThread(row: Omit<InferSelectModel<typeof threads>, keyof IndexColumns>): Thread {
  return {
    id: row.id,
    rolloutPath: row.rolloutPath,
    source: row.source,
    cwd: row.cwd,
    title: row.title,
    firstUserMessage: row.firstUserMessage,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    memoryMode: row.memoryMode,
    archived: row.archived,
    missingSince: row.missingSince ?? undefined,
    forkedFromId: row.forkedFromId ?? undefined,
    gitSha: row.gitSha ?? undefined,
    gitBranch: row.gitBranch ?? undefined,
    gitOriginUrl: row.gitOriginUrl ?? undefined,
    modelProvider: row.modelProvider ?? undefined,
    cliVersion: row.cliVersion ?? undefined,
    agentRole: row.agentRole ?? undefined,
    agentNickname: row.agentNickname ?? undefined,
    tokensUsed: row.tokensUsed,
    machine: row.machine,
    codexHome: row.codexHome,
  };
}

type IndexColumns = Pick<
  InferSelectModel<typeof threads>,
  "rolloutSize" | "rolloutMtimeMs" | "rolloutInode" | "indexedAt" | "tailOffset" | "tailHash" | "indexState"
>;

/** A row of `stage1_outputs`. */
export function toOutput(row: InferSelectModel<typeof stage1Outputs>): Stage1Output {
  return {
    threadId: row.threadId,
    sourceUpdatedAt: row.sourceUpdatedAt,
    rawMemory: row.rawMemory,
    rolloutSummary: row.rolloutSummary,
    rolloutSlug: row.rolloutSlug ?? undefined,
    generatedAt: row.generatedAt,
    usageCount: row.usageCount ?? undefined,
    lastUsage: row.lastUsage ?? undefined,
    selectedForPhase2: row.selectedForPhase2,
    selectedForPhase2SourceUpdatedAt: row.selectedForPhase2SourceUpdatedAt ?? undefined,
  };
}

/** A row of `jobs` as drizzle reads it. */
export function toJob(row: InferSelectModel<typeof jobs>): Job {
  return {
    kind: row.kind,
    jobKey: row.jobKey,
    status: row.status,
    workerId: row.workerId ?? undefined,
    ownershipToken: row.ownershipToken ?? undefined,
    startedAt: row.startedAt ?? undefined,
    finishedAt: row.finishedAt ?? undefined,
    leaseUntil: row.leaseUntil ?? undefined,
    retryAt: row.retryAt ?? undefined,
    retryRemaining: row.retryRemaining,
    lastError: row.lastError ?? undefined,
    inputWatermark: row.inputWatermark ?? undefined,
    lastSuccessWatermark: row.lastSuccessWatermark ?? undefined,
    outages: row.outages,
    failures: row.failures,
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

/** A status no version knows is read as `pending`: claimable, and held by nobody. */
function jobStatus(value: unknown): JobStatus {
  return value === "running" || value === "done" || value === "error" ? value : "pending";
}
