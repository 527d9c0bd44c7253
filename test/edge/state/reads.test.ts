import { expect, test } from "bun:test";
import { countState } from "../../../lib/edge/state/jobs/counts.ts";
import { getJob, listJobs } from "../../../lib/edge/state/jobs/read-jobs.ts";
import { claimRoot, databaseId, moveRoot, readRoot } from "../../../lib/edge/state/memory/roots.ts";
import { getOutput } from "../../../lib/edge/state/memory/thread-memory.ts";
import { openState } from "../../../lib/edge/state/open/open.ts";
import { getThread, listThreads } from "../../../lib/edge/state/threads/threads.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { addJob, addOutput, addThread, temporaryState } from "../../helpers/state.ts";

test("a thread reads back as it was indexed, without a null in it", async () => {
  using db = await temporaryState();
  await addThread(db.state, { id: "t", title: "ü\n", gitBranch: "main", rolloutInode: "18446744073709551615" });
  expect(await getThread(db.state, "t")).toEqual({
    id: "t",
    rolloutPath: "/codex/sessions/rollout-t.jsonl",
    source: "cli",
    cwd: "/work",
    title: "ü\n",
    firstUserMessage: "a question",
    createdAt: TEST_NOW - 90_000,
    updatedAt: TEST_NOW - 86_400,
    memoryMode: "enabled",
    archived: false,
    missingSince: undefined,
    forkedFromId: undefined,
    gitSha: undefined,
    gitBranch: "main",
    gitOriginUrl: undefined,
    modelProvider: undefined,
    cliVersion: undefined,
    agentRole: undefined,
    agentNickname: undefined,
    tokensUsed: 0,
    machine: "m1",
    agent: "codex",
    agentHome: "/codex",
    nativeId: undefined,
  });
  expect(await getThread(db.state, "u")).toBeUndefined();
  expect(await getOutput(db.state, "t")).toBeUndefined();
  expect(await getJob(db.state, "memory_stage1", "t")).toBeUndefined();
});

test("lists have one order: threads newest first, jobs by kind and key", async () => {
  using db = await temporaryState();
  await addThread(db.state, { id: "a", updatedAt: 5 });
  await addThread(db.state, { id: "b", updatedAt: 5 });
  await addThread(db.state, { id: "c", updatedAt: 6 });
  await addJob(db.state, "b");
  await addJob(db.state, "global", { kind: "memory_consolidate_global" });
  await addJob(db.state, "a");
  expect((await listThreads(db.state)).map((one) => one.id)).toEqual(["c", "b", "a"]);
  expect((await listJobs(db.state)).map((one) => one.jobKey)).toEqual(["global", "a", "b"]);
});

test("counts are zero on a fresh database and add up on a full one", async () => {
  using db = await temporaryState();
  expect(await countState(db.state)).toEqual({
    outputs: 0,
    selected: 0,
    stage1Jobs: { pending: 0, running: 0, done: 0, error: 0 },
    usage: { usedOutputs: 0, citations: 0, lastUsage: undefined },
  });
  const uses = [undefined, 0, 3];
  for (const [n, usageCount] of uses.entries()) {
    const id = await addThread(db.state);
    await addOutput(db.state, id, {
      usageCount,
      selectedForPhase2: n > 0,
      ...(n === 2 ? { lastUsage: TEST_NOW } : {}),
    });
    await addJob(db.state, id, { status: n === 0 ? "running" : "error" });
  }
  await addJob(db.state, "global", { kind: "memory_consolidate_global" });
  expect(await countState(db.state)).toEqual({
    outputs: 3,
    selected: 2,
    stage1Jobs: { pending: 0, running: 1, done: 0, error: 2 },
    usage: { usedOutputs: 1, citations: 3, lastUsage: TEST_NOW },
  });
});

test("the first place to consolidate is the root, until it is moved", async () => {
  using db = await temporaryState();
  const here = { machine: "m1", path: "/home/a/memories" };
  const there = { machine: "m2", path: "/home/b/memories" };
  expect(await readRoot(db.state)).toBeUndefined();
  expect(await claimRoot(db.state, here, TEST_NOW)).toEqual(here);
  expect(await claimRoot(db.state, there, TEST_NOW)).toEqual(here);
  await moveRoot(db.state, there, TEST_NOW);
  expect(await readRoot(db.state)).toEqual(there);
});

test("a database has one id for life, and another has another", async () => {
  using db = await temporaryState();
  using other = await temporaryState();
  const id = await databaseId(db.state);
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(await databaseId(other.state)).not.toBe(id);
  const again = await openState({ url: db.url });
  expect(await databaseId(again)).toBe(id);
  again.close();
});
