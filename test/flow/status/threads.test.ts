import { afterEach, beforeEach, expect, test } from "bun:test";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { STAGE1_DECISIONS } from "../../../lib/core/jobs/decide-stage1.ts";
import { claimStage1 } from "../../../lib/edge/state/jobs/claim-stage1.ts";
import { failStage1, renewStage1 } from "../../../lib/edge/state/jobs/finish-stage1.ts";
import { explain } from "../../../lib/flow/status/explain.ts";
import { changeJob, listAllJobs } from "../../../lib/flow/status/jobs.ts";
import { show } from "../../../lib/flow/status/show.ts";
import { threads } from "../../../lib/flow/status/threads.ts";
import { TOP } from "../../helpers/cli.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

const PNPM = "01a203bf-0c85-7cb3-a2c3-0892b45b6468";
let world: TestWorld;
beforeEach(() => {
  world = testWorld();
  cpSync(join(TOP, "fixtures/rollouts"), world.paths.codexHome, { recursive: true });
});
afterEach(() => world.dispose());

async function claim(threadId: string) {
  const claimed = await claimStage1(
    await world.state(),
    threadId,
    { workerId: "w", token: `token-${threadId}`, now: world.now },
    { cap: undefined, retries: "respect" },
  );
  if (claimed.outcome !== "claimed") throw new Error(claimed.outcome);
  return { threadId, token: `token-${threadId}` };
}

test("threads lists every session newest first, and a run's two claims are the newest", async () => {
  const { threads: rows } = await threads(world, {});
  expect(rows.length).toBe(8);
  expect(rows.map((row) => row.updated_at)).toEqual(rows.map((row) => row.updated_at).toSorted((a, b) => b - a));
  expect(rows.map((row) => row.decision)).toEqual(["claim", "claim", ...Array(6).fill("over_limit")]);
});

test("each filter of threads leaves out what it does not mean", async () => {
  const ids = async (options: Parameters<typeof threads>[1]) => (await threads(world, options)).threads.length;
  expect(await ids({ cwd: "/home/dev/shop-api" })).toBe(3);
  expect(await ids({ cwd: "/home/dev/s*" })).toBe(5);
  expect(await ids({ sources: ["exec"] })).toBe(0);
  expect(await ids({ decision: "claim" })).toBe(2);
  expect(await ids({ since: TEST_NOW })).toBe(0);
  expect(await ids({ before: TEST_NOW })).toBe(8);
});

test("explain shows every rule once, in the order of the decisions, and the first that fails decides", async () => {
  const report = await explain(world, PNPM);
  expect(report.rules.map((rule) => rule.name)).toEqual(STAGE1_DECISIONS.filter((name) => name !== "claim"));
  expect(report.decision).toBe("over_limit");
  expect(report.rules.find((rule) => !rule.passed)?.name).toBe("over_limit");
  expect(report.selection).toEqual({ selected: false, rank: null, limit: 256 });
});

test("a thread may be named by the beginning of its id when only one begins so", async () => {
  expect((await explain(world, "01a203bf-0c85")).thread_id).toBe(PNPM);
  expect(explain(world, "01a203bf")).rejects.toThrow('8 sessions may be meant by "01a203bf"');
  expect(explain(world, "01a2")).rejects.toThrow('no session has the id or the title "01a2"');
});

test("show says that there is no memory", async () => {
  expect(await show(world, PNPM)).toEqual({ thread_id: PNPM, cwd: "/home/dev/shop-api", memory: undefined });
});

test("jobs says who holds a job, and release takes it away for good", async () => {
  await threads(world, {});
  const held = await claim(PNPM);
  const { jobs } = await listAllJobs(world);
  expect(jobs).toMatchObject([{ jobKey: PNPM, standing: "running", status: "running" }]);
  const { jobs: released } = await changeJob(world, "release", PNPM);
  expect(released).toMatchObject([{ standing: "waiting", ownershipToken: undefined, leaseUntil: undefined }]);
  expect(await renewStage1(await world.state(), held)).toBe(false);
});

test("retry makes a failed job claimable at once, with all its retries", async () => {
  await threads(world, {});
  await failStage1(await world.state(), await claim(PNPM), "the model said nothing", world.now);
  const failed = await listAllJobs(world);
  expect(failed.jobs[0]).toMatchObject({ standing: "backoff", retryRemaining: 2 });
  expect(failed.jobs[0]?.why).toContain("the model said nothing");
  const { jobs } = await changeJob(world, "retry", PNPM);
  expect(jobs[0]).toMatchObject({ standing: "waiting", retryRemaining: 3, retryAt: undefined });
  await claim(PNPM);
});

test("what cannot be retried or released says why", async () => {
  await threads(world, {});
  expect(changeJob(world, "retry", PNPM)).rejects.toThrow("it has no job yet");
  expect(changeJob(world, "release", "global")).rejects.toThrow("nothing to release for global");
  await claim(PNPM);
  expect(changeJob(world, "retry", PNPM)).rejects.toThrow("w holds it until");
});
