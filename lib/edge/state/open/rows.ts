/** Rows of the database as values of the program: `null` becomes `undefined`, and what no version knows is read safely. */
import { getTableColumns, type InferSelectModel } from "drizzle-orm";
import { type DatabaseClock, withoutVoidTimes } from "../../../core/jobs/void-times.ts";
import type { Job, JobKind, JobStatus, MemoryMode, Stage1Output, Thread } from "../../../core/types.ts";
import { type jobs, type stage1Outputs, threads } from "./schema.ts";

/** A row whose absent values are `undefined`. */
export type Present<Row> = {
  [Name in keyof Row]: null extends Row[Name] ? Exclude<Row[Name], null> | undefined : Row[Name];
};

/** The columns of `threads` without what only indexing reads, for queries that end in `toThread`. */
export const threadColumns = shownColumns();

function shownColumns() {
  const { rolloutSize, rolloutMtimeMs, rolloutInode, indexedAt, tailOffset, tailHash, indexState, ...rest } =
    getTableColumns(threads);
  const { historyMode, sessionFiles, evidenceBytes, ...shown } = rest;
  return shown;
}

type ThreadRow = Pick<InferSelectModel<typeof threads>, keyof typeof threadColumns>;

/** A thread out of a row of `threadColumns`. */
export function toThread(row: ThreadRow): Thread {
  return threadOf(present(row));
}

/** A thread out of a row whose absent values are `undefined` already. */
export function threadOf(row: Present<ThreadRow>): Thread {
  return { ...row, memoryMode: memoryMode(row.memoryMode) };
}

/** An output out of its row. */
export function toOutput(row: InferSelectModel<typeof stage1Outputs>): Stage1Output {
  return present(row);
}

/** A job out of its row as it is decided about: without times that nobody can have meant. */
export function toJobAt(
  row: InferSelectModel<typeof jobs> | null | undefined,
  leaseNow: number,
  clock: DatabaseClock,
): Job | undefined {
  return row === null || row === undefined ? undefined : jobAt(present(row), leaseNow, clock);
}

/** The same out of a row whose absent values are `undefined` already. */
export function jobAt(row: Present<InferSelectModel<typeof jobs>>, leaseNow: number, clock: DatabaseClock): Job {
  return withoutVoidTimes(jobOf(row), leaseNow, clock);
}

/** A job out of its row; undefined when a join met none. */
export function toJob(row: InferSelectModel<typeof jobs> | null | undefined): Job | undefined {
  return row === null || row === undefined ? undefined : jobOf(present(row));
}

/** A job out of a row whose absent values are `undefined` already. */
export function jobOf(row: Present<InferSelectModel<typeof jobs>>): Job {
  return { ...row, kind: jobKind(row.kind), status: jobStatus(row.status) };
}

/** A row with `undefined` in the place of every `null`. */
export function present<Row extends object>(row: Row): Present<Row> {
  const entries = Object.entries(row).map(([name, value]) => [name, value ?? undefined]);
  return Object.fromEntries(entries) as Present<Row>;
}

/** A mode no version knows lets nothing be learned from the thread. */
export function memoryMode(value: string): MemoryMode {
  return value === "enabled" || value === "polluted" ? value : "disabled";
}

function jobKind(value: string): JobKind {
  return value === "memory_consolidate_global" ? value : "memory_stage1";
}

/** A status no version knows is read as `pending`: claimable, and held by nobody. */
function jobStatus(value: string): JobStatus {
  return value === "running" || value === "done" || value === "error" ? value : "pending";
}
