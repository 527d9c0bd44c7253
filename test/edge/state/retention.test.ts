import { expect, setDefaultTimeout, test } from "bun:test";
import { deleteUnused, planRetention } from "../../../lib/edge/state/memory/retention.ts";
import { addJob, addOutput, addThread, jobOf, outputOf, T0, temporaryState } from "../../helpers/state.ts";

// How long it takes depends on the machine, which is not what is tested.
setDefaultTimeout(0);

const DAY = 86_400;
const CUTOFF = T0 - 30 * DAY;

test("unselected outputs untouched before the cutoff go, stalest first", async () => {
  using db = await temporaryState();
  const rows: Record<string, Parameters<typeof addOutput>[2]> = {
    "at-cutoff": { generatedAt: CUTOFF },
    "used-lately": { generatedAt: CUTOFF - DAY, lastUsage: CUTOFF },
    selected: { generatedAt: CUTOFF - DAY, selectedForPhase2: true },
    "third-b": { generatedAt: CUTOFF - 1, sourceUpdatedAt: 8 },
    "third-a": { generatedAt: CUTOFF - 1, sourceUpdatedAt: 8 },
    "z-second": { generatedAt: CUTOFF - 1, sourceUpdatedAt: 7 },
    first: { generatedAt: T0, lastUsage: CUTOFF - 2 },
  };
  for (const [id, row] of Object.entries(rows)) {
    await addThread(db.state, { id });
    await addOutput(db.state, id, row);
    await addJob(db.state, id, { lastSuccessWatermark: 5 });
  }
  const plan = await planRetention(db.state, 30, T0);
  expect(plan).toEqual(["first", "z-second", "third-a", "third-b"]);
  expect(await deleteUnused(db.state, plan, 30, T0)).toEqual(plan);
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
  const plan = await planRetention(db.state, 30, T0);
  await db.state.client.execute(`UPDATE stage1_outputs SET last_usage = ${T0} WHERE thread_id = 'a'`);
  await db.state.client.execute("UPDATE stage1_outputs SET selected_for_phase2 = 1 WHERE thread_id = 'b'");
  expect(await deleteUnused(db.state, plan, 30, T0)).toEqual(["c"]);
});

test("a run takes at most two hundred", async () => {
  using db = await temporaryState();
  for (let n = 0; n < 203; n += 1) {
    const id = `t${String(n).padStart(3, "0")}`;
    await addThread(db.state, { id });
    await addOutput(db.state, id, { generatedAt: CUTOFF - 1_000 + n });
  }
  const plan = await planRetention(db.state, 30, T0);
  expect(plan).toHaveLength(200);
  expect(plan[0]).toBe("t000");
  await deleteUnused(db.state, plan, 30, T0);
  expect(await planRetention(db.state, 30, T0)).toEqual(["t200", "t201", "t202"]);
});
