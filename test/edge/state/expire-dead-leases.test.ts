import { expect, test } from "bun:test";
import { isProvablyDead, renderWorkerId } from "../../../lib/core/jobs/worker-id.ts";
import { processStart } from "../../../lib/edge/process/process-identity.ts";
import { workerIdentity } from "../../../lib/edge/process/worker-identity.ts";
import { claimStage1 } from "../../../lib/edge/state/jobs/claim-stage1.ts";
import { expireDeadLeases } from "../../../lib/edge/state/jobs/expire-dead-leases.ts";
import type { State } from "../../../lib/edge/state/open/open.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { addJob, addThread, jobOf, temporaryState } from "../../helpers/state.ts";

const own = workerIdentity();
const isDead = (holder: string | undefined) => isProvablyDead(holder, own, processStart);
const claim = (state: State, id: string, workerId: string) =>
  claimStage1(state, id, { workerId, token: `token of ${workerId}`, now: TEST_NOW }, { cap: 32, retries: "respect" });

test("the lease of a process that was killed is taken over at once, which spends a retry", async () => {
  using db = await temporaryState();
  const child = Bun.spawn(["sleep", "60"]);
  const worker = renderWorkerId({ ...own, pid: child.pid, startTime: processStart(child.pid) ?? "" });
  const id = await addThread(db.state);
  expect((await claim(db.state, id, worker)).outcome).toBe("claimed");
  expect(await expireDeadLeases(db.state, isDead)).toEqual([]);
  expect((await claim(db.state, id, renderWorkerId(own))).outcome).toBe("running");
  child.kill("SIGKILL");
  await child.exited;
  expect(await expireDeadLeases(db.state, isDead)).toEqual([id]);
  expect((await claim(db.state, id, renderWorkerId(own))).outcome).toBe("claimed");
  expect(await jobOf(db.state, id)).toMatchObject({ workerId: renderWorkerId(own), retryRemaining: 2 });
});

test("leases of this process, of other machines and of other versions stay", async () => {
  using db = await temporaryState();
  const holders = [renderWorkerId(own), renderWorkerId({ ...own, host: "elsewhere", pid: 1 }), "m1", null];
  for (const [n, workerId] of holders.entries()) {
    const leaseUntil = Math.floor(Date.now() / 1_000) + 60;
    await addJob(db.state, `t${n}`, { status: "running", workerId, ownershipToken: `k${n}`, leaseUntil });
  }
  expect(await expireDeadLeases(db.state, isDead)).toEqual([]);
});
