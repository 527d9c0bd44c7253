import { expect, test } from "bun:test";
import { claimStage1 } from "../../../lib/edge/state/jobs/claim-stage1.ts";
import { storeNoOutput, storeStage1 } from "../../../lib/edge/state/jobs/finish-stage1.ts";
import { forgetThreads } from "../../../lib/edge/state/memory/forget.ts";
import { readSignals } from "../../../lib/edge/state/memory/signals.ts";
import type { State } from "../../../lib/edge/state/open/open.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { addOutput, addThread, temporaryState } from "../../helpers/state.ts";

const MADE = { madeBy: "offline", promptHash: undefined };
const signal = (quote: string) => ({ quote, verified: true, line: 3, byte: 120 });

async function claim(state: State, id: string) {
  const claimant = { workerId: "w", token: crypto.randomUUID(), now: TEST_NOW };
  const result = await claimStage1(state, id, claimant, { cap: undefined, retries: "respect" });
  if (result.outcome !== "claimed") throw new Error(result.outcome);
  return result.claim;
}

async function store(state: State, id: string, quotes: readonly string[]) {
  const memory = { rawMemory: "raw", rolloutSummary: "summary", rolloutSlug: undefined };
  return storeStage1(state, await claim(state, id), { ...memory, signals: quotes.map(signal) }, MADE, TEST_NOW);
}

const signalsOf = async (state: State, id: string) =>
  (await readSignals(state, [id])).get(id)?.map(({ quote }) => quote) ?? [];

test("a memory's signals are stored with it, in their order, and replaced by those of the next one", async () => {
  using db = await temporaryState();
  for (const id of ["a", "b"]) await addThread(db.state, { id });
  await store(db.state, "a", ["always use tabs", "and never spaces"]);
  await store(db.state, "b", ["ask first"]);
  expect((await readSignals(db.state, ["a"])).get("a")?.[0]).toEqual(signal("always use tabs"));
  expect(await signalsOf(db.state, "a")).toEqual(["always use tabs", "and never spaces"]);
  await db.state.client.execute("UPDATE threads SET updated_at = updated_at + 1 WHERE id = 'a'");
  await store(db.state, "a", ["spaces after all"]);
  expect(await signalsOf(db.state, "a")).toEqual(["spaces after all"]);
  expect(await signalsOf(db.state, "b")).toEqual(["ask first"]);
});

test("a newer memory keeps its signals, and a lost lease writes none", async () => {
  using db = await temporaryState();
  await addThread(db.state, { id: "a" });
  const late = await claim(db.state, "a");
  await addOutput(db.state, "a", { sourceUpdatedAt: TEST_NOW });
  await db.state.client.execute("INSERT INTO signals VALUES ('a', 'newer', 1, NULL, NULL)");
  const memory = { rawMemory: "r", rolloutSummary: "s", rolloutSlug: undefined, signals: [signal("older")] };
  expect(await storeStage1(db.state, { ...late, token: "other" }, memory, MADE, TEST_NOW)).toBe("lost_lease");
  expect(await storeStage1(db.state, late, memory, MADE, TEST_NOW)).toBe("stored");
  expect(await signalsOf(db.state, "a")).toEqual(["newer"]);
});

test("signals go with their memory: when it is forgotten, and when its session holds nothing any more", async () => {
  using db = await temporaryState();
  for (const id of ["a", "b"]) {
    await addThread(db.state, { id });
    await store(db.state, id, ["mine"]);
  }
  await forgetThreads(db.state, ["a"], TEST_NOW);
  await db.state.client.execute("UPDATE threads SET updated_at = updated_at + 1 WHERE id = 'b'");
  expect(await storeNoOutput(db.state, await claim(db.state, "b"), MADE, TEST_NOW)).toBe("stored");
  expect((await db.state.client.execute("SELECT * FROM signals")).rows).toEqual([]);
});
