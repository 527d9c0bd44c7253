import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq, type InferInsertModel } from "drizzle-orm";
import { decideRun } from "../../lib/core/jobs/decide-run.ts";
import type { EligibilityRules } from "../../lib/core/jobs/eligibility.ts";
import type { Job, Stage1Output } from "../../lib/core/types.ts";
import { listCallsOfRun, type ModelCall } from "../../lib/edge/state/calls/model-calls.ts";
import { getJob } from "../../lib/edge/state/jobs/read-jobs.ts";
import { listStage1Facts } from "../../lib/edge/state/jobs/stage1-facts.ts";
import { getOutput } from "../../lib/edge/state/memory/thread-memory.ts";
import { modelCalls } from "../../lib/edge/state/open/cost-schema.ts";
import { type OpenStateOptions, openState, type State } from "../../lib/edge/state/open/open.ts";
import { jobs, stage1Outputs, threads } from "../../lib/edge/state/open/schema.ts";
import { TEST_NOW } from "./moment.ts";

/** A real database file in a folder of its own. */
export interface TemporaryState extends Disposable {
  readonly dir: string;
  readonly url: string;
  readonly state: State;
}

/** Opens a fresh database; `using` closes and removes it. */
export async function temporaryState(options: Omit<OpenStateOptions, "url"> = {}): Promise<TemporaryState> {
  const dir = mkdtempSync(join(tmpdir(), "memories-state-"));
  const url = `file:${join(dir, "memories.db")}`;
  const state = await openState({ url, ...options });
  return {
    dir,
    url,
    state,
    [Symbol.dispose]() {
      state.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The same database, whose lease clock stands at `seconds`. */
export function at(state: State, seconds: number): State {
  return { ...state, nowSql: `(${seconds})` };
}

/** A thread that every rule lets pass at `TEST_NOW`, with what differs; one that is there is updated. */
export async function addThread(state: State, row: Partial<InferInsertModel<typeof threads>> = {}): Promise<string> {
  const id = row.id ?? crypto.randomUUID();
  const values = {
    rolloutPath: `/codex/sessions/rollout-${id}.jsonl`,
    source: "cli",
    cwd: "/work",
    title: "a title",
    firstUserMessage: "a question",
    createdAt: TEST_NOW - 90_000,
    updatedAt: TEST_NOW - 86_400,
    machine: "m1",
    agentHome: "/codex",
    ...row,
    id,
  };
  const set = { updatedAt: values.updatedAt };
  await state.orm.insert(threads).values(values).onConflictDoUpdate({ target: threads.id, set });
  return id;
}

/** An output of a thread that exists; an older one is replaced. */
export async function addOutput(
  state: State,
  threadId: string,
  row: Partial<InferInsertModel<typeof stage1Outputs>> = {},
): Promise<void> {
  await state.orm.delete(stage1Outputs).where(eq(stage1Outputs.threadId, threadId));
  await state.orm.insert(stage1Outputs).values({
    threadId,
    sourceUpdatedAt: TEST_NOW - 86_400,
    rawMemory: "raw",
    rolloutSummary: "summary",
    generatedAt: TEST_NOW - 3_600,
    ...row,
  });
}

/** A job row; by default a done one of stage 1. */
export async function addJob(state: State, jobKey: string, row: Partial<InferInsertModel<typeof jobs>> = {}) {
  await state.orm.insert(jobs).values({ kind: "memory_stage1", jobKey, status: "done", ...row });
}

/** The threads that a run under these rules would claim had it no limit, in its order. */
export async function claimable(state: State, eligibility: EligibilityRules): Promise<string[]> {
  const rules = { eligibility, waived: new Set<never>(), maxClaims: Number.MAX_SAFE_INTEGER, concurrency: 8 };
  const decided = decideRun(await listStage1Facts(state), rules, TEST_NOW);
  return decided.flatMap(({ decision, facts }) => (decision === "claim" ? [facts.thread.id] : []));
}

export async function jobOf(state: State, jobKey: string): Promise<Job | undefined> {
  return getJob(state, jobKey === "global" ? "memory_consolidate_global" : "memory_stage1", jobKey);
}

export async function outputOf(state: State, threadId: string): Promise<Stage1Output | undefined> {
  return getOutput(state, threadId);
}

/** Every request to a model that was booked, oldest first. */
export async function bookedCalls(state: State): Promise<ModelCall[]> {
  const runs = await state.orm.selectDistinct({ run: modelCalls.run }).from(modelCalls);
  const calls = await Promise.all(runs.map(({ run }) => listCallsOfRun(state, run)));
  return calls.flat().toSorted((a, b) => a.at - b.at);
}
