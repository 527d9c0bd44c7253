import { afterEach, expect, test } from "bun:test";
import { NO_USAGE } from "../../../lib/core/types.ts";
import { enterIdleRun } from "../../../lib/edge/runs/run-store.ts";
import { activeTime } from "../../../lib/flow/root/active-time.ts";
import { seedMemory, threadId } from "../../helpers/memories.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

const HOUR = 3_600;
let world: TestWorld | undefined;
afterEach(() => world?.dispose());

test("a run that took in what a person wrote by hand is newer than the last session, one that did not is not", async () => {
  world = testWorld();
  await seedMemory(await world.state(), { threadId: threadId(1), sourceUpdatedAt: TEST_NOW - 9 * HOUR });
  const entered = { command: "consolidate" as const, status: "succeeded", root: world.paths.root, selected: [] };
  const rest = { conflicts: [], watermark: 1, usage: NO_USAGE, undoes: null, files: [], patches: "kept" as const };
  const enter = (run: string, time: string, path: string) =>
    enterIdleRun(world?.paths.home ?? "", { run, time, ...entered, ...rest, changes: [{ status: "M", path }] });
  enter("generated", "2026-11-23T11:00:00+00:00", "raw_memories.md");
  expect(await activeTime(world)).toBe(TEST_NOW - 9 * HOUR);
  enter("by-hand", "2026-11-23T08:00:00+00:00", "MEMORY.md");
  expect(await activeTime(world)).toBe(TEST_NOW - 4 * HOUR);
});
