import { afterEach, beforeEach, expect, test } from "bun:test";
import { acquireExclusive, releaseExclusive } from "../../../lib/edge/state/jobs/acquire-exclusive.ts";
import { claimPhase2, peekPhase2 } from "../../../lib/edge/state/jobs/claim-phase2.ts";
import { failPhase2, renewPhase2, succeedPhase2 } from "../../../lib/edge/state/jobs/finish-phase2.ts";
import type { State } from "../../../lib/edge/state/open/open.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

let world: TestWorld;
let state: State;
beforeEach(async () => {
  world = testWorld();
  state = await world.state();
});
afterEach(() => world.dispose());

const as = (token: string) => ({ token, workerId: `worker-${token}`, now: TEST_NOW });
const row = async () => (await state.client.execute("SELECT * FROM jobs")).rows.map((one) => ({ ...one }));

async function acquired(token: string) {
  const result = await acquireExclusive(state, as(token));
  if (result.outcome !== "acquired") throw new Error("held");
  return result.loan;
}

test("one borrower at a time, and the next is told whose it is and until when", async () => {
  const loan = await acquired("a");
  expect(await acquireExclusive(state, as("b"))).toMatchObject({ outcome: "held", holder: "worker-a" });
  expect(await claimPhase2(state, as("c"), "force")).toMatchObject({ outcome: "skipped_running" });
  expect(await renewPhase2(state, loan)).toBe(true);
  expect(await releaseExclusive(state, loan)).toBe("stored");
  expect(await claimPhase2(state, as("c"), "normal")).toMatchObject({ outcome: "claimed" });
  expect(await releaseExclusive(state, loan)).toBe("lost_lease");
});

test("a acquired lock comes back with the cooldown as it was", async () => {
  await claimPhase2(state, as("a"), "normal");
  await succeedPhase2(state, { token: "a" }, { watermark: 5, baseline: "moved", snapshots: [] }, TEST_NOW);
  const before = await row();
  await releaseExclusive(state, await acquired("b"));
  expect(await row()).toEqual(before);
  expect((await peekPhase2(state, "normal")).outcome).toBe("skipped_cooldown");
});

test("a acquired lock comes back with the backoff as it was", async () => {
  await claimPhase2(state, as("a"), "normal");
  await failPhase2(state, { token: "a" }, "no luck", TEST_NOW);
  const before = await row();
  await releaseExclusive(state, await acquired("b"));
  expect(await row()).toEqual(before);
});

test("what was enqueued while the lock was lent stays enqueued", async () => {
  await claimPhase2(state, as("a"), "normal");
  await succeedPhase2(state, { token: "a" }, { watermark: 5, baseline: "moved", snapshots: [] }, TEST_NOW);
  const loan = await acquired("b");
  await state.client.execute("UPDATE jobs SET input_watermark = input_watermark + 1");
  await releaseExclusive(state, loan);
  expect(await row()).toMatchObject([{ status: "pending", lease_until: null, input_watermark: 1 }]);
});
