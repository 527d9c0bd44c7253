import { afterEach, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { consolidate } from "../../../lib/flow/consolidate/consolidate.ts";
import { extract } from "../../../lib/flow/extract/extract.ts";
import { diffReport } from "../../../lib/flow/root/diff.ts";
import { withRootLock } from "../../../lib/flow/root/with-root-lock.ts";
import { prune } from "../../../lib/flow/run/prune.ts";
import { extractWorld, rowsOf } from "../../helpers/extract-world.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import type { TestWorld, TestWorldOptions } from "../../helpers/world.ts";

const DAY = 86_400;
const worlds: TestWorld[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.dispose();
});

function samples(options: TestWorldOptions = {}): TestWorld {
  const world = extractWorld(undefined, { settings: { extractModel: "offline" }, ...options });
  worlds.push(world);
  return world;
}

/** Writes files under the root, without a baseline: what a person may have prepared. */
function put(world: TestWorld, ...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(join(world.paths.root, path, ".."), { recursive: true });
    writeFileSync(join(world.paths.root, path), path);
  }
}

/** A citation counted then: a person was there. */
async function personSeen(world: TestWorld, threadId: string, at: number): Promise<void> {
  const { client } = await world.state();
  await client.execute({ sql: "UPDATE stage1_outputs SET last_usage = ? WHERE thread_id = ?", args: [at, threadId] });
}

describe("retention", () => {
  test("drops memories that nobody used, stalest first, and keeps what is used, selected or young", async () => {
    const world = samples();
    await extract(world, { maxClaims: 8 });
    const { client } = await world.state();
    const ids = (await rowsOf(world, "SELECT thread_id FROM stage1_outputs ORDER BY thread_id")).map((row) =>
      String(row.thread_id),
    );
    const [used = "", selected = "", older = "", ...others] = ids;
    await personSeen(world, used, TEST_NOW + 30 * DAY - 9);
    await client.execute({
      sql: "UPDATE stage1_outputs SET selected_for_phase2 = 1 WHERE thread_id = ?",
      args: [selected],
    });
    await client.execute({
      sql: "UPDATE stage1_outputs SET generated_at = generated_at - 9 WHERE thread_id = ?",
      args: [older],
    });
    // The bound is inclusive: on the thirtieth day nothing goes.
    expect((await prune(world.at({ now: TEST_NOW + 30 * DAY - 9 }))).stage1_outputs).toEqual([]);
    await personSeen(world, used, TEST_NOW + 30 * DAY + 1);
    const late = world.at({ now: TEST_NOW + 30 * DAY + 1 });
    const planned = await prune(late, { mode: "dry_run", bulk: "let_go" });
    expect(planned).toMatchObject({ status: "succeeded", dry_run: true });
    expect((await rowsOf(world, "SELECT 1 FROM stage1_outputs")).length).toBe(7);
    const report = await prune(late, { bulk: "let_go" });
    expect(report.stage1_outputs[0]).toBe(older);
    expect(report.stage1_outputs.toSorted()).toEqual([older, ...others].toSorted());
    expect(report.stage1_outputs).toEqual(planned.stage1_outputs);
    expect(
      (await rowsOf(world, "SELECT thread_id FROM stage1_outputs ORDER BY thread_id")).map((row) => row.thread_id),
    ).toEqual([used, selected]);
    // Their jobs stay: a pruned session is not extracted again.
    expect((await extract(world.at({ now: TEST_NOW + DAY }), { maxClaims: 8 })).claimed).toBe(0);
  });

  test("drops old resources of extensions that have instructions, and nothing else", async () => {
    const world = samples();
    const old = "2026-11-16T12-00-00";
    await extract(world, { maxClaims: 1 });
    const [memory] = await rowsOf(world, "SELECT thread_id FROM stage1_outputs");
    await personSeen(world, String(memory?.thread_id), TEST_NOW);
    put(
      world,
      "extensions/web/instructions.md",
      `extensions/web/resources/${old}-a.md`,
      "extensions/web/resources/2026-11-16T12-00-01-b.md",
      "extensions/web/resources/undated.md",
      `extensions/web/resources/${old}-c.txt`,
      `extensions/web/notes/${old}-d.md`,
      `extensions/bare/resources/${old}-e.md`,
      "MEMORY.md",
    );
    symlinkSync("/etc/hostname", join(world.paths.root, `extensions/web/resources/${old}-link.md`));
    const report = await prune(world);
    expect(report).toMatchObject({
      command: "prune",
      status: "succeeded",
      rollout_summaries: [],
      extension_resources: [`web/resources/${old}-a.md`],
    });
    expect(readdirSync(join(world.paths.root, "extensions/web/resources")).toSorted()).toEqual([
      `${old}-c.txt`,
      `${old}-link.md`,
      "2026-11-16T12-00-01-b.md",
      "undated.md",
    ]);
    expect(existsSync(join(world.paths.root, ".git"))).toBe(false);
  });

  test("drops summaries that a selection made now would not write, and the next consolidation sees it", async () => {
    const world = samples();
    await extract(world, { maxClaims: 8 });
    expect((await consolidate(world, { agent: "offline" })).status).toBe("succeeded");
    const folder = join(world.paths.root, "rollout_summaries");
    const names = readdirSync(folder).toSorted();
    expect(names.length).toBe(7);
    writeFileSync(join(folder, "somebody's note.txt"), "kept");
    const fewer = world.at({ settings: { maxRawMemoriesForConsolidation: 6 } });
    const planned = await prune(fewer, { mode: "dry_run" });
    expect(readdirSync(folder).length).toBe(8);
    const report = await prune(fewer);
    expect(report.rollout_summaries).toEqual(planned.rollout_summaries);
    expect(report.rollout_summaries.length).toBe(1);
    const left = names.filter((name) => !report.rollout_summaries.includes(name));
    expect(readdirSync(folder).toSorted()).toEqual([...left, "somebody's note.txt"].toSorted());
    const changes = (await diffReport(world)).changes.map(({ status, path }) => `${status} ${path}`);
    expect(changes).toContain(`D rollout_summaries/${report.rollout_summaries[0]}`);
  });

  test("is skipped while somebody else works in the root, and nothing is touched", async () => {
    const world = samples();
    await extract(world, { maxClaims: 8 });
    const late = world.at({ now: TEST_NOW + 31 * DAY });
    const held = await withRootLock(world, world.paths.root, () => prune(late));
    expect(held).toMatchObject({ kind: "done", value: { status: "skipped_running", stage1_outputs: [] } });
    expect((await rowsOf(world, "SELECT 1 FROM stage1_outputs")).length).toBe(7);
    expect((await prune(late)).stage1_outputs).toEqual([]);
    const [one] = await rowsOf(world, "SELECT thread_id FROM stage1_outputs");
    await personSeen(world, String(one?.thread_id), late.now);
    expect((await prune(late, { bulk: "let_go" })).stage1_outputs.length).toBe(6);
  });

  test("leaves the consolidation's job as it was", async () => {
    const world = samples();
    await extract(world, { maxClaims: 8 });
    const job = () => rowsOf(world, "SELECT * FROM jobs WHERE job_key = 'global'");
    const before = await job();
    await prune(world);
    expect(await job()).toEqual(before);
  });

  test("refuses a root that is not ours", async () => {
    const world = samples();
    put(world, "somebody's file.txt", "rollout_summaries/theirs.md");
    const refusal = await prune(world).catch((thrown) => thrown);
    expect([refusal.code, refusal.kind]).toEqual(["root_refused", "usage"]);
    expect(existsSync(join(world.paths.root, "rollout_summaries/theirs.md"))).toBe(true);
  });
});
