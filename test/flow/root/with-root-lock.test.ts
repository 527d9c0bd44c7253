import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MemoriesError } from "../../../lib/core/errors.ts";
import { installFaultHook } from "../../../lib/core/fault.ts";
import { beginStaging } from "../../../lib/edge/root/staging.ts";
import { consolidate } from "../../../lib/flow/consolidate/consolidate.ts";
import { diffReport } from "../../../lib/flow/root/diff.ts";
import { log } from "../../../lib/flow/root/history/log.ts";
import { rootIsHeld, withRootLock } from "../../../lib/flow/root/with-root-lock.ts";
import { textAt, writingAgent } from "../../helpers/agents.ts";
import { runGitAsPerson } from "../../helpers/git-root.ts";
import { seedMemory, threadId } from "../../helpers/memories.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

let world: TestWorld;
let root = "";
beforeEach(async () => {
  world = testWorld();
  root = world.paths.root;
  await seedMemory(await world.state(), { threadId: threadId(1) });
  await consolidate(world, { agent: writingAgent() });
});
afterEach(() => {
  installFaultHook(undefined);
  world.dispose();
});

const job = async () => ({
  ...(await (await world.state()).client.execute("SELECT * FROM jobs WHERE job_key = 'global'")).rows[0],
});

test("both locks are held during the work and given back after it, also when it fails", async () => {
  const before = await job();
  const done = await withRootLock(world, root, async () => {
    expect(existsSync(join(world.paths.home, ".memories.lock"))).toBe(true);
    expect(await job()).toMatchObject({ status: "running" });
    const second = await withRootLock(world, root, async () => "never");
    if (second.kind !== "held") throw new Error("two at a time");
    expect(rootIsHeld(root, second)).toMatchObject({ code: "busy", kind: "failure" });
    expect(rootIsHeld(root, second).message).toMatch(/process \d+ on .*, lease until 2026-11-23T13:\d\d:\d\d\+00:00$/);
    return "value";
  });
  expect(done).toEqual({ kind: "done", value: "value" });
  expect(await job()).toEqual(before);
  await expect(withRootLock(world, root, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await job()).toEqual(before);
  expect(existsSync(join(world.paths.home, ".memories.lock"))).toBe(false);
});

test("a file that cannot be written is an expected failure, not a bug", async () => {
  const failing = withRootLock(world, root, async () => writeFileSync(join(root, "MEMORY.md/x"), "x"));
  await expect(failing).rejects.toMatchObject({ code: "io_failed" });
});

test("a lock that is lost meanwhile is told as such", async () => {
  const losing = withRootLock(world, root, async () => {
    await (await world.state()).client.execute("UPDATE jobs SET ownership_token = 'thief'");
    throw new (await import("../../../lib/flow/lease/with-lease.ts")).LeaseLost();
  });
  await expect(losing).rejects.toMatchObject({ code: "busy" });
});

test("what a crashed run prepared goes before the work begins", async () => {
  beginStaging(world.paths.home, "crashed", root);
  mkdirSync(join(world.paths.home, "staging/crashed"));
  await withRootLock(world, root, async () => {
    expect(readdirSync(join(world.paths.home, "staging"))).toEqual([]);
  });
});

/** Breaks a run at a point after its intent was written down. */
async function breakRunAt(point: string): Promise<void> {
  await seedMemory(await world.state(), { threadId: threadId(2) });
  let intended = false;
  installFaultHook((passed, detail) => {
    if (detail.includes("memories-intent")) intended = true;
    else if (intended && passed === point) throw new MemoriesError("io_failed", "disk is broken");
  });
  const report = await consolidate(world, { mode: "force", agent: writingAgent({ "MEMORY.md": "# second\n" }) });
  installFaultHook(undefined);
  expect(report).toMatchObject({ status: "failed_workspace_commit", error: "disk is broken" });
  expect(existsSync(join(root, ".git/memories-intent"))).toBe(true);
}

for (const point of ["folder.rename", "folder.delete", "git.update_ref", "git.update_index", "git.collect"]) {
  test(`a run that broke at ${point} is finished before anybody else writes, and stands in the log once`, async () => {
    await breakRunAt(point);
    await withRootLock(world, root, async () => {
      expect(textAt(root, "MEMORY.md")).toBe("# second\n");
      expect(existsSync(join(root, ".git/memories-intent"))).toBe(false);
    });
    expect((await diffReport(world)).changes).toEqual([]);
    expect(runGitAsPerson(root, ["fsck", "--strict"])).toBe("");
    expect((await log(world)).runs.map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
    const next = await consolidate(world, { mode: "force", agent: writingAgent() });
    expect(next.status).toBe("succeeded_no_workspace_changes");
    expect(readdirSync(join(world.paths.home, "staging"))).toEqual([]);
  });
}

test("an edit made between the break and the repair is kept, and shows in the next diff", async () => {
  await breakRunAt("git.update_ref");
  writeFileSync(join(root, "MEMORY.md"), "# edited meanwhile\n");
  const next = await consolidate(world, { mode: "force", agent: writingAgent({ "MEMORY.md": "# third\n" }) });
  expect(next.status).toBe("succeeded");
  expect(next.changes).toEqual([{ status: "M", path: "MEMORY.md" }]);
});
