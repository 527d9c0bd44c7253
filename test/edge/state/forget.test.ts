import { describe, expect, test } from "bun:test";
import { eq } from "drizzle-orm";
import type { MemoryMode } from "../../../lib/core/types.ts";
import { claimStage1 } from "../../../lib/edge/state/jobs/claim-stage1.ts";
import { enqueueForModes } from "../../../lib/edge/state/jobs/enqueue-phase2.ts";
import { listJobs } from "../../../lib/edge/state/jobs/read-jobs.ts";
import {
  clearState,
  dropMemories,
  forgetThreads,
  forgottenAt,
  liftTombstones,
} from "../../../lib/edge/state/memory/forget.ts";
import { countTranscriptMessages } from "../../../lib/edge/state/memory/usage.ts";
import type { State } from "../../../lib/edge/state/open/open.ts";
import { threads } from "../../../lib/edge/state/open/schema.ts";
import { getThread } from "../../../lib/edge/state/threads/threads.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { addJob, addOutput, addThread, jobOf, outputOf, temporaryState } from "../../helpers/state.ts";

const claimant = { workerId: "w", token: "t", now: TEST_NOW };
const rules = { cap: undefined, retries: "respect" } as const;

async function remembered(state: State, id: string, row: Parameters<typeof addOutput>[2] = {}): Promise<void> {
  await addThread(state, { id });
  await addOutput(state, id, row);
  await addJob(state, id, { lastSuccessWatermark: TEST_NOW - 86_400, inputWatermark: TEST_NOW - 86_400 });
}

describe("forgetting", () => {
  test("removes output and job, leaves a tombstone, and asks for no consolidation when nothing of it was used", async () => {
    using db = await temporaryState();
    await remembered(db.state, "b");
    await remembered(db.state, "a");
    await remembered(db.state, "other");
    await addThread(db.state, { id: "empty" });
    expect(await forgetThreads(db.state, ["b", "a", "empty"], TEST_NOW)).toEqual(["a", "b"]);
    expect(await outputOf(db.state, "a")).toBeUndefined();
    expect(await jobOf(db.state, "a")).toBeUndefined();
    expect(await outputOf(db.state, "other")).toBeDefined();
    expect(await jobOf(db.state, "other")).toBeDefined();
    expect(await jobOf(db.state, "global")).toBeUndefined();
    expect(await forgottenAt(db.state, "empty")).toBe(TEST_NOW);
    expect(await getThread(db.state, "a")).toBeDefined();
    expect((await claimStage1(db.state, "a", claimant, rules)).outcome).toBe("not_eligible");
  });

  test("of a selected memory asks for a consolidation in the same transaction", async () => {
    using db = await temporaryState();
    await remembered(db.state, "a", { selectedForPhase2: true, sourceUpdatedAt: 70 });
    await remembered(db.state, "b", { sourceUpdatedAt: 90 });
    await forgetThreads(db.state, ["a", "b"], TEST_NOW);
    expect(await jobOf(db.state, "global")).toMatchObject({ status: "pending", inputWatermark: 70, retryRemaining: 3 });
  });

  test("again keeps the first time, and lifting the tombstone lets the thread be extracted anew", async () => {
    using db = await temporaryState();
    await remembered(db.state, "a");
    await forgetThreads(db.state, ["a"], TEST_NOW);
    expect(await forgetThreads(db.state, ["a"], TEST_NOW + 9)).toEqual([]);
    expect(await forgottenAt(db.state, "a")).toBe(TEST_NOW);
    expect(await liftTombstones(db.state, ["a", "b"])).toEqual(["a"]);
    expect(await forgottenAt(db.state, "a")).toBeUndefined();
    expect((await claimStage1(db.state, "a", claimant, rules)).outcome).toBe("claimed");
  });

  test("without a tombstone leaves the thread free to come back", async () => {
    using db = await temporaryState();
    await remembered(db.state, "a", { selectedForPhase2: true, sourceUpdatedAt: 70 });
    expect(await dropMemories(db.state, ["a"])).toEqual(["a"]);
    expect(await forgottenAt(db.state, "a")).toBeUndefined();
    expect(await jobOf(db.state, "global")).toMatchObject({ status: "pending", inputWatermark: 70 });
    expect((await claimStage1(db.state, "a", claimant, rules)).outcome).toBe("claimed");
  });

  test("nothing writes nothing", async () => {
    using db = await temporaryState();
    expect(await forgetThreads(db.state, [], TEST_NOW)).toEqual([]);
    expect(await liftTombstones(db.state, [])).toEqual([]);
  });
});

test("clearing removes every output, both kinds of jobs and what was counted; threads and tombstones stay", async () => {
  using db = await temporaryState();
  await remembered(db.state, "a");
  await remembered(db.state, "b");
  await forgetThreads(db.state, ["b"], TEST_NOW);
  await addJob(db.state, "global", { kind: "memory_consolidate_global", status: "done" });
  const message = { rootThreadId: "r", textHash: "h", occurrence: 1, threadIds: ["a"] };
  await countTranscriptMessages(db.state, [message], "scan", TEST_NOW);
  expect(await clearState(db.state)).toEqual({ outputs: 1, jobs: 2 });
  expect(await listJobs(db.state)).toEqual([]);
  expect(await outputOf(db.state, "a")).toBeUndefined();
  expect(await getThread(db.state, "a")).toBeDefined();
  expect(await forgottenAt(db.state, "b")).toBe(TEST_NOW);
  await addOutput(db.state, "a");
  expect(await countTranscriptMessages(db.state, [message], "scan-2", TEST_NOW)).toEqual({ messages: 1, citations: 1 });
});

/** A memory mode changes as indexing changes it: in one batch with what follows from it. */
function setMode(state: State, id: string, mode: MemoryMode) {
  const update = state.orm.update(threads).set({ memoryMode: mode }).where(eq(threads.id, id));
  return state.orm.batch([enqueueForModes(state, [{ id, mode }]), update]);
}

describe("a memory mode", () => {
  test.each(["polluted", "disabled"] as const)(
    "turned %s asks for a consolidation when its output is selected",
    async (mode) => {
      using db = await temporaryState();
      await remembered(db.state, "a", { selectedForPhase2: true, sourceUpdatedAt: 70 });
      await setMode(db.state, "a", mode);
      expect((await getThread(db.state, "a"))?.memoryMode).toBe(mode);
      expect(await jobOf(db.state, "global")).toMatchObject({ status: "pending", inputWatermark: 70 });
      await setMode(db.state, "a", "disabled");
      expect(await jobOf(db.state, "global")).toMatchObject({ inputWatermark: 70 });
    },
  );

  test("asks for nothing when the output is not selected, or the thread stays enabled", async () => {
    using db = await temporaryState();
    await remembered(db.state, "a");
    await remembered(db.state, "b", { selectedForPhase2: true });
    await setMode(db.state, "a", "disabled");
    await setMode(db.state, "b", "enabled");
    expect(await jobOf(db.state, "global")).toBeUndefined();
  });
});
