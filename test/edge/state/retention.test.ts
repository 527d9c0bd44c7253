import { expect, test } from "bun:test";
import { deleteUnused, planRetention } from "../../../lib/edge/state/memory/retention.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { addJob, addOutput, addThread, jobOf, outputOf, temporaryState } from "../../helpers/state.ts";

const DAY = 86_400;
const CUTOFF = TEST_NOW - 30 * DAY;
const RULES = { maxUnusedDays: 30, activeNow: TEST_NOW };
const FORCED = { ...RULES, bulk: "let_go" as const };

test("unselected outputs untouched before the cutoff go, stalest first", async () => {
  using db = await temporaryState();
  const rows: Record<string, Parameters<typeof addOutput>[2]> = {
    "at-cutoff": { generatedAt: CUTOFF },
    "used-lately": { generatedAt: CUTOFF - DAY, lastUsage: CUTOFF },
    selected: { generatedAt: CUTOFF - DAY, selectedForPhase2: true },
    "third-b": { generatedAt: CUTOFF - 1, sourceUpdatedAt: 8 },
    "third-a": { generatedAt: CUTOFF - 1, sourceUpdatedAt: 8 },
    "z-second": { generatedAt: CUTOFF - 1, sourceUpdatedAt: 7 },
    first: { generatedAt: TEST_NOW, lastUsage: CUTOFF - 2 },
  };
  for (const [id, row] of Object.entries(rows)) {
    await addThread(db.state, { id });
    await addOutput(db.state, id, row);
    await addJob(db.state, id, { lastSuccessWatermark: 5 });
  }
  const plan = await planRetention(db.state, FORCED);
  expect(plan.threadIds).toEqual(["first", "z-second", "third-a", "third-b"]);
  expect(await deleteUnused(db.state, plan, FORCED)).toEqual([...plan.threadIds]);
  expect(await outputOf(db.state, "first")).toBeUndefined();
  expect(await jobOf(db.state, "first")).toMatchObject({ status: "done", lastSuccessWatermark: 5 });
  for (const id of ["at-cutoff", "used-lately", "selected"]) expect(await outputOf(db.state, id)).toBeDefined();
});

test("what was used or selected since the plan stays", async () => {
  using db = await temporaryState();
  for (const id of ["a", "b", "c"]) {
    await addThread(db.state, { id });
    await addOutput(db.state, id, { generatedAt: CUTOFF - 1 });
  }
  const plan = await planRetention(db.state, FORCED);
  await db.state.client.execute(`UPDATE stage1_outputs SET last_usage = ${TEST_NOW} WHERE thread_id = 'a'`);
  await db.state.client.execute("UPDATE stage1_outputs SET selected_for_phase2 = 1 WHERE thread_id = 'b'");
  expect(await deleteUnused(db.state, plan, FORCED)).toEqual(["c"]);
});

test("a run takes at most two hundred", async () => {
  using db = await temporaryState();
  for (let n = 0; n < 203; n += 1) {
    const id = `t${String(n).padStart(3, "0")}`;
    await addThread(db.state, { id });
    await addOutput(db.state, id, { generatedAt: CUTOFF - 1_000 + n });
  }
  const plan = await planRetention(db.state, FORCED);
  expect(plan.threadIds).toHaveLength(200);
  expect(plan.threadIds[0]).toBe("t000");
  await deleteUnused(db.state, plan, FORCED);
  expect((await planRetention(db.state, FORCED)).threadIds).toEqual(["t200", "t201", "t202"]);
});

test("what would be the better part of all memories is held back, unless a person lets it go", async () => {
  using db = await temporaryState();
  for (let n = 0; n < 8; n += 1) {
    await addThread(db.state, { id: `t${n}` });
    await addOutput(db.state, `t${n}`, { generatedAt: n < 4 ? CUTOFF - 1 : TEST_NOW, selectedForPhase2: n === 4 });
  }
  const old = ["t0", "t1", "t2", "t3"];
  expect(await planRetention(db.state, RULES)).toEqual({ threadIds: old, heldBack: 0 });
  await db.state.client.execute(`UPDATE stage1_outputs SET generated_at = ${CUTOFF - 1} WHERE thread_id = 't5'`);
  expect(await planRetention(db.state, RULES)).toEqual({ threadIds: [], heldBack: 5 });
  expect((await planRetention(db.state, FORCED)).threadIds).toEqual([...old, "t5"]);
});
