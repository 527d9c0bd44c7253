import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { InValue } from "@libsql/client";
import { z } from "zod";
import { listJobs } from "../../../lib/edge/state/jobs/read-jobs.ts";
import { planRetention } from "../../../lib/edge/state/memory/retention.ts";
import { selectHeads } from "../../../lib/edge/state/memory/selection.ts";
import { getThread } from "../../../lib/edge/state/threads/threads.ts";
import { type TemporaryState, temporaryState } from "../../helpers/state.ts";

const row = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
const tables = z
  .object({ threads: z.array(row), stage1_outputs: z.array(row), jobs: z.array(row) })
  .parse(JSON.parse(readFileSync(join(import.meta.dir, "../../../fixtures/reference/state.json"), "utf8")));
/** When the reference consolidated these rows. */
const CONSOLIDATED = Number(tables.jobs.find((job) => job.job_key === "global")?.started_at);

/** A database with the reference's rows, under its own names of tables and columns. */
async function referenceState(): Promise<TemporaryState> {
  const db = await temporaryState();
  for (const [table, rows] of Object.entries(tables)) {
    for (const one of rows) {
      const columns = Object.keys(one);
      const args: InValue[] = Object.values(one);
      const marks = columns.map(() => "?").join(", ");
      await db.state.client.execute({ sql: `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${marks})`, args });
    }
  }
  return db;
}

test("the tables take the reference's rows under their names and give them back unchanged", async () => {
  using db = await referenceState();
  for (const [table, rows] of Object.entries(tables)) {
    for (const one of rows) {
      const columns = Object.keys(one);
      const key = table === "jobs" ? "job_key" : table === "threads" ? "id" : "thread_id";
      const found = await db.state.client.execute({
        sql: `SELECT ${columns.join(", ")} FROM ${table} WHERE ${key} = ?`,
        args: [one[key] ?? null],
      });
      expect(found.rows.map((back) => columns.map((column) => back[column]))).toEqual([Object.values(one)]);
    }
  }
  expect(await listJobs(db.state)).toHaveLength(tables.jobs.length);
  const first = tables.threads[0];
  expect(await getThread(db.state, String(first?.id))).toMatchObject({
    cwd: String(first?.cwd),
    gitBranch: String(first?.git_branch),
    tokensUsed: Number(first?.tokens_used),
  });
});

test("what the reference selected is what is selected here", async () => {
  using db = await referenceState();
  const { memories } = await selectHeads(db.state, { limit: 256, maxUnusedDays: 30 }, CONSOLIDATED);
  const expected = tables.stage1_outputs
    .filter((one) => one.selected_for_phase2 === 1)
    .map((one) => String(one.thread_id));
  expect(expected.length).toBeGreaterThan(0);
  expect(memories.map((one) => one.threadId)).toEqual(expected.toSorted());
  const retention = { maxUnusedDays: 30, activeNow: CONSOLIDATED + 400 * 86_400 };
  expect(await planRetention(db.state, retention)).toEqual({ threadIds: [], heldBack: 0 });
});
