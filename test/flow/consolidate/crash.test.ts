import { afterEach, beforeEach, expect, test } from "bun:test";
import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { peekPhase2 } from "../../../lib/edge/state/jobs/claim-phase2.ts";
import { consolidate } from "../../../lib/flow/consolidate/consolidate.ts";
import { log } from "../../../lib/flow/root/history/log.ts";
import { undo } from "../../../lib/flow/root/history/undo.ts";
import { put, writingAgent } from "../../helpers/agents.ts";
import { type CrashSite, crashSite } from "../../helpers/crash.ts";
import { seedMemory, threadId } from "../../helpers/memories.ts";
import { TEST_NOW } from "../../helpers/moment.ts";

const HOUR = 3_600;
/** The run that is killed, and the one after it, when every lease has run out. */
const [KILLED_AT, AGAIN_AT] = [TEST_NOW + 7 * HOUR, TEST_NOW + 9 * HOUR];
/** At one point of so many the real binary is killed, which holds the copies of all the others to what a kill leaves. */
const KILL_EVERY = 12;

let site: CrashSite;
beforeEach(() => {
  site = crashSite();
});
afterEach(() => site.dispose());

/** Checks what is left of a run that was killed, once for each point that it passes. */
async function atEveryPoint(args: readonly string[], check: (where: string) => Promise<void>): Promise<number> {
  const points = site.copyAtPoints(args, KILLED_AT);
  const ahead = (await site.countPoints(args, KILLED_AT)) - points.length;
  for (const [at, where] of points.entries()) {
    site.goTo(at + 1);
    if (at % KILL_EVERY === 0) {
      const copied = site.files();
      site.restore();
      const { signal } = await site.run(args, KILLED_AT, `kill:${ahead + at + 1}`);
      expect(`${where}: ${signal}`).toBe(`${where}: SIGKILL`);
      expect(site.files()).toEqual(copied);
    }
    await check(where);
  }
  return points.length;
}

/** The baseline can be read as a whole and is one commit. */
function expectValidBaseline(where: string): void {
  expect(`${where}: ${site.git("fsck", "--strict", "--no-dangling")}`).toBe(`${where}: `);
  expect(`${where}: ${site.git("rev-list", "--count", "main")}`).toBe(`${where}: 1`);
}

async function expectRepaired(where: string, files: Record<string, string>): Promise<void> {
  const again = site.world(AGAIN_AT);
  try {
    const state = await again.state();
    const { outcome } = await peekPhase2(state, "normal");
    const job = (await state.client.execute("SELECT status FROM jobs WHERE job_key = 'global'")).rows[0];
    expect(`${where}: ${outcome}`).toBe(`${where}: ${job?.status === "done" ? outcome : "claimed"}`);
    const report = await consolidate(again, { agent: "offline", mode: "force" });
    expect(`${where}: ${report.error ?? report.status}`).toMatch(/: succeeded(_no_workspace_changes)?$/);
    expect(report.conflicts).toEqual([]);
    expect(site.files()).toEqual(files);
    expectValidBaseline(where);
    expect(`${where}: ${site.git("status", "--porcelain")}`).toBe(`${where}: `);
    expect([where, ...site.leftovers()]).toEqual([where]);
    const after = await state.client.execute("SELECT status, lease_until FROM jobs WHERE job_key = 'global'");
    expect(after.rows[0]).toMatchObject({ status: "done", lease_until: null });
    const selected = await state.client.execute(
      "SELECT count(*) AS n FROM stage1_outputs WHERE selected_for_phase2 = 1",
    );
    expect(Number(selected.rows[0]?.n)).toBe(report.selected.length);
    const real = (await log(again)).runs.filter(
      ({ status, time }) => status === "succeeded" && time > "2026-11-23T12:30",
    );
    expect(`${where}: ${real.length} run with changes`).toBe(`${where}: 1 run with changes`);
  } finally {
    again.dispose();
  }
}

test("killed anywhere in a run, the next run repairs: valid baseline, all inputs, no lost edit, nothing left behind", async () => {
  rmSync(join(site.home), { recursive: true, force: true });
  await site.run(["status"], TEST_NOW, "");
  const world = site.world(TEST_NOW);
  await seedMemory(await world.state(), { threadId: threadId(1) });
  await seedMemory(await world.state(), { threadId: threadId(2) });
  await consolidate(world, { agent: "offline" });
  // Memories change, one is added, one goes; a person edits, adds and deletes.
  await seedMemory(await world.state(), { threadId: threadId(2), rawMemory: "- changed" });
  await seedMemory(await world.state(), { threadId: threadId(3) });
  await (await world.state()).client.execute({
    sql: "DELETE FROM stage1_outputs WHERE thread_id = ?",
    args: [threadId(1)],
  });
  appendFileSync(join(site.root, "MEMORY.md"), "\n- by hand\n");
  put(site.root, "skills/mine/SKILL.md", "mine\n");
  put(site.root, "extensions/ad_hoc/notes/n.md", "note\n");
  world.dispose();
  site.keep();
  await site.run(["consolidate", "--offline"], KILLED_AT, "");
  const files = site.files();
  expect(Object.keys(files)).toContain("skills/mine/SKILL.md");
  const count = await atEveryPoint(["consolidate", "--offline"], async (where) => {
    expectValidBaseline(where);
    expect(site.files()["skills/mine/SKILL.md"]).toBe(files["skills/mine/SKILL.md"] ?? "");
    expect(site.files()["extensions/ad_hoc/notes/n.md"]).toBe(files["extensions/ad_hoc/notes/n.md"] ?? "");
    await expectRepaired(where, files);
  });
  process.stderr.write(`consolidate: killed at each of ${count} points\n`);
  expect(count).toBeGreaterThan(60);
});

test("killed anywhere in a first run over a person's files, the next run makes the baseline", async () => {
  await site.run(["status"], TEST_NOW, "");
  const world = site.world(TEST_NOW);
  await seedMemory(await world.state(), { threadId: threadId(1) });
  put(site.root, "MEMORY.md", "# by hand\n\n- mine\n");
  put(site.root, "skills/mine/SKILL.md", "mine\n");
  world.dispose();
  site.keep();
  await site.run(["consolidate", "--offline"], KILLED_AT, "");
  const files = site.files();
  expect(Object.keys(files)).toContain("rollout_summaries/2025-02-11T15-35-19-0001.md");
  const count = await atEveryPoint(["consolidate", "--offline"], async (where) => {
    expect(site.files()["skills/mine/SKILL.md"]).toBe(files["skills/mine/SKILL.md"] ?? "");
    await expectRepaired(where, files);
  });
  process.stderr.write(`first consolidate: killed at each of ${count} points\n`);
  expect(count).toBeGreaterThan(60);
});

test("killed anywhere in an undo, undoing again ends where one undo ends", async () => {
  await site.run(["status"], TEST_NOW, "");
  const world = site.world(TEST_NOW);
  await seedMemory(await world.state(), { threadId: threadId(1) });
  await consolidate(world, { agent: writingAgent({ "skills/a/SKILL.md": "a\n" }) });
  await seedMemory(await world.state(), { threadId: threadId(2) });
  put(site.root, "extensions/ad_hoc/notes/n.md", "note\n");
  await consolidate(world, { agent: writingAgent({ "MEMORY.md": "# second\n" }), mode: "force" });
  world.dispose();
  site.keep();
  const before = site.world(KILLED_AT);
  const second = (await log(before)).runs[0]?.run;
  before.dispose();
  await site.run(["undo"], KILLED_AT, "");
  const files = site.files();
  expect(Object.keys(files)).not.toContain("rollout_summaries/2025-02-11T15-35-19-0002.md");
  const count = await atEveryPoint(["undo"], async (where) => {
    expectValidBaseline(where);
    const again = site.world(AGAIN_AT);
    try {
      const named = (await log(again)).runs.find(({ command, undone_by }) => command === "consolidate" && !undone_by);
      const runs = (await log(again)).runs.filter(({ command }) => command === "consolidate");
      await undo(again, { run: runs[0]?.run ?? named?.run, mode: "apply" });
      expect(site.files()).toEqual(files);
      expectValidBaseline(where);
      expect(`${where}: ${site.git("status", "--porcelain")}`).toBe(`${where}: ?? extensions/`);
      expect([where, ...site.leftovers()]).toEqual([where]);
      const undone = (await log(again)).runs.filter(({ command }) => command === "undo");
      expect(`${where}: ${undone.length} undo`).toBe(`${where}: 1 undo`);
    } finally {
      again.dispose();
    }
  });
  process.stderr.write(`undo: killed at each of ${count} points\n`);
  expect(second).toBeDefined();
  expect(count).toBeGreaterThan(50);
});
