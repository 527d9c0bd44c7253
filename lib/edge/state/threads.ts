/** Reading single rows and lists for `status`, `threads`, `explain`, `show`: nothing here writes. */
import { and, asc, desc, eq } from "drizzle-orm";
import type { Job, JobKind, Stage1Output, Thread } from "../../core/types.ts";
import type { State } from "./open.ts";
import { read } from "./read.ts";
import { toJob, toOutput, toThread } from "./rows.ts";
import { forgotten, jobs, stage1Outputs, threads } from "./schema.ts";

/** The thread with this id; undefined when it was never indexed. */
export async function getThread(state: State, threadId: string): Promise<Thread | undefined> {
  const rows = await read(state, (orm) => orm.select().from(threads).where(eq(threads.id, threadId)));
  return rows[0] === undefined ? undefined : toThread(rows[0]);
}

/** Every indexed thread of every machine, newest first, then id descending. */
export async function listThreads(state: State): Promise<Thread[]> {
  const rows = await read(state, (orm) =>
    orm.select().from(threads).orderBy(desc(threads.updatedAt), desc(threads.id)),
  );
  return rows.map(toThread);
}

/** The stored output of a thread. */
export async function getOutput(state: State, threadId: string): Promise<Stage1Output | undefined> {
  const rows = await read(state, (orm) => orm.select().from(stage1Outputs).where(eq(stage1Outputs.threadId, threadId)));
  return rows[0] === undefined ? undefined : toOutput(rows[0]);
}

/** The job of a thread (`memory_stage1`), or the global one (`memory_consolidate_global`, key `global`). */
export async function getJob(state: State, kind: JobKind, jobKey: string): Promise<Job | undefined> {
  const rows = await read(state, (orm) =>
    orm
      .select()
      .from(jobs)
      .where(and(eq(jobs.kind, kind), eq(jobs.jobKey, jobKey))),
  );
  return rows[0] === undefined ? undefined : toJob(rows[0]);
}

/** Every job, by kind and key. */
export async function listJobs(state: State): Promise<Job[]> {
  const rows = await read(state, (orm) => orm.select().from(jobs).orderBy(asc(jobs.kind), asc(jobs.jobKey)));
  return rows.map(toJob);
}

/** When a thread was forgotten, in seconds; undefined when it was not. */
export async function forgottenAt(state: State, threadId: string): Promise<number | undefined> {
  const rows = await read(state, (orm) => orm.select().from(forgotten).where(eq(forgotten.threadId, threadId)));
  return rows[0]?.forgottenAt;
}
