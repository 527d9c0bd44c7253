import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { getOutput } from "../../../lib/edge/state/memory/thread-memory.ts";
import { extract } from "../../../lib/flow/extract/extract.ts";
import { forgetMissing } from "../../../lib/flow/extract/forget-missing.ts";
import { indexRollouts } from "../../../lib/flow/index/index-rollouts.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { metaLine, threadId, transcriptLine, userLine, writeTranscript } from "../../helpers/transcripts.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

const WEEK = 7 * 86_400;
let world: TestWorld;
beforeEach(async () => {
  world = testWorld();
  mkdirSync(join(world.paths.codexHome, "sessions"), { recursive: true });
  for (const n of [1, 2]) {
    writeTranscript(world.paths.codexHome, threadId(n), [metaLine(threadId(n)), userLine("x")]);
  }
  await indexRollouts(world);
  const { client } = await world.state();
  await client.execute(`INSERT INTO stage1_outputs (thread_id, source_updated_at, raw_memory, rollout_summary, generated_at,
    selected_for_phase2) SELECT id, 7, 'm', 's', 1, 1 FROM threads`);
  rmSync(join(world.paths.codexHome, `sessions/2026/11/22/rollout-2026-11-22T14-10-55-${threadId(1)}.jsonl`));
  await indexRollouts(world);
});
afterEach(() => world.dispose());

test("a memory outlives its transcript, unless its owner wants it forgotten after seven days", async () => {
  expect(await forgetMissing(world, TEST_NOW + 99 * WEEK)).toEqual([]);
  const forgetting = (activeNow: number) => forgetMissing(world.at({ settings: { forgetMissing: true } }), activeNow);
  expect(await forgetting(TEST_NOW + WEEK - 1)).toEqual([]);
  expect(await forgetting(TEST_NOW + WEEK)).toEqual([threadId(1)]);
  expect(await forgetting(TEST_NOW + WEEK)).toEqual([]);
  const state = await world.state();
  expect(await getOutput(state, threadId(1))).toBeUndefined();
  expect(await getOutput(state, threadId(2))).toBeDefined();
  expect((await state.client.execute("SELECT kind, status, input_watermark FROM jobs")).rows).toMatchObject([
    { kind: "memory_consolidate_global", status: "pending", input_watermark: 7 },
  ]);
});

test("extraction forgets them before it claims anything", async () => {
  // A person was there a week later: absence alone forgets nothing.
  const seen = new Date((TEST_NOW + WEEK) * 1_000).toISOString();
  writeTranscript(
    world.paths.codexHome,
    threadId(9),
    [metaLine(threadId(9)), transcriptLine("event_msg", { type: "user_message", message: "hello", images: [] }, seen)],
    { writtenAt: TEST_NOW + WEEK },
  );
  const later = world.at({ now: TEST_NOW + WEEK, settings: { forgetMissing: true } });
  await extract(later, { model: "offline" });
  expect(await getOutput(await world.state(), threadId(1))).toBeUndefined();
});
