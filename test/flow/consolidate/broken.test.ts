import { afterAll, afterEach, expect, test } from "bun:test";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { MemoriesError } from "../../../lib/core/errors.ts";
import { installFaultHook } from "../../../lib/core/fault.ts";
import { consolidate } from "../../../lib/flow/consolidate/consolidate.ts";
import { put } from "../../helpers/agents.ts";
import { crashSite } from "../../helpers/crash.ts";
import { seedMemory, threadId } from "../../helpers/memories.ts";
import { TEST_NOW } from "../../helpers/moment.ts";

const site = crashSite();
afterAll(() => site.dispose());
afterEach(() => installFaultHook(undefined));

/** Runs a consolidation of which the `n`-th change fails; how it ended, and whether there was an n-th. */
async function runBroken(n: number): Promise<{ readonly end: string; readonly point: string | undefined }> {
  const world = site.world(TEST_NOW + 7 * 3_600);
  let passed = 0;
  let point: string | undefined;
  try {
    await world.state();
    installFaultHook((name, detail) => {
      passed += 1;
      if (passed !== n) return;
      point = `${n} ${name} ${detail}`;
      throw new MemoriesError("io_failed", "the disk is broken");
    });
    const report = await consolidate(world, { agent: "offline" });
    return { end: report.status, point };
  } catch (thrown) {
    if (!(thrown instanceof MemoriesError)) throw thrown;
    return { end: thrown.code, point };
  } finally {
    installFaultHook(undefined);
    world.dispose();
  }
}

test("whatever fails in a run, the failure has a name, nobody's edit is lost, and the next run puts it right", async () => {
  await site.run(["status"], TEST_NOW, "");
  const world = site.world(TEST_NOW);
  await seedMemory(await world.state(), { threadId: threadId(1) });
  await seedMemory(await world.state(), { threadId: threadId(2) });
  await consolidate(world, { agent: "offline" });
  await seedMemory(await world.state(), { threadId: threadId(3) });
  await (await world.state()).client.execute({
    sql: "DELETE FROM stage1_outputs WHERE thread_id = ?",
    args: [threadId(1)],
  });
  appendFileSync(join(site.root, "MEMORY.md"), "\n- by hand\n");
  put(site.root, "skills/mine/SKILL.md", "mine\n");
  world.dispose();
  site.keep();
  expect(await runBroken(0)).toMatchObject({ end: "succeeded" });
  const files = site.files();
  let count = 0;
  for (let n = 1; ; n += 1) {
    site.restore();
    const { end, point } = await runBroken(n);
    if (point === undefined) break;
    count = n;
    expect(`${point}: ${end}`).toMatch(/: (failed_[a-z0-9_]+|io_failed|succeeded)$/);
    expect(`${point}: ${site.git("fsck", "--strict", "--no-dangling")}`).toBe(`${point}: `);
    expect(site.files()["skills/mine/SKILL.md"]).toBe(files["skills/mine/SKILL.md"] ?? "");
    const again = site.world(TEST_NOW + 9 * 3_600);
    const report = await consolidate(again, { agent: "offline", mode: "force" });
    again.dispose();
    expect(`${point}: ${report.error ?? report.status}`).toMatch(/: succeeded(_no_workspace_changes)?$/);
    expect(site.files()).toEqual(files);
    expect(`${point}: ${site.git("status", "--porcelain")}`).toBe(`${point}: `);
    expect([point, ...site.leftovers()]).toEqual([point]);
  }
  process.stderr.write(`consolidate: broken at each of ${count} points\n`);
  expect(count).toBeGreaterThan(50);
});
