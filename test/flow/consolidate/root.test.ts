import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MemoriesError } from "../../../lib/core/errors.ts";
import { type ConsolidateOptions, consolidate, consolidateDryRun } from "../../../lib/flow/consolidate/consolidate.ts";
import { rootStatus } from "../../../lib/flow/root/root-status.ts";
import { put, textAt } from "../../helpers/agents.ts";
import { runGitAsPerson } from "../../helpers/git-root.ts";
import { seedMemory, threadId } from "../../helpers/memories.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { snapshot } from "../../helpers/snapshot.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

let world: TestWorld;
beforeEach(async () => {
  world = testWorld();
  await seedMemory(await world.state(), { threadId: threadId(1) });
});
afterEach(() => world.dispose());

const force = (at: TestWorld, more: ConsolidateOptions = {}) =>
  consolidate(at, { agent: "offline", mode: "force", ...more });
const refusal = async (at: TestWorld, more: ConsolidateOptions = {}): Promise<MemoriesError> => {
  try {
    const { status } = await force(at, more);
    throw new Error(`it was not refused but ${status}`);
  } catch (thrown) {
    if (thrown instanceof MemoriesError) return thrown;
    throw thrown;
  }
};

/** A repository as a person has it. */
function repository(folder: string): void {
  put(folder, "MEMORY.md", "# theirs\n");
  put(folder, "src/main.ts", "code\n");
  put(folder, "rollout_summaries/theirs.md", "kept\n");
  runGitAsPerson(folder, ["init", "-q", "-b", "trunk"]);
  runGitAsPerson(folder, ["add", "-A"]);
  runGitAsPerson(folder, ["commit", "-qm", "theirs"]);
}

test("a file, and a path below a file, are refused as no folder, also with --adopt", async () => {
  put(world.dir, "file", "x");
  for (const root of [join(world.dir, "file"), join(world.dir, "file/below/it")]) {
    const at = world.at({ root });
    for (const more of [{}, { adoption: "adopt" } as const]) {
      expect(await refusal(at, more)).toMatchObject({
        code: "root_refused",
        message: expect.stringContaining("it is not a folder"),
      });
    }
    expect(await rootStatus(at)).toMatchObject({ ours: false, reason: "it is not a folder" });
  }
  expect(textAt(world.dir, "file")).toBe("x");
});

test("a person's repository, a folder with other files and another database's root are refused untouched", async () => {
  const repo = join(world.dir, "repo");
  repository(repo);
  const files = join(world.dir, "files");
  put(files, "taxes.ods", "x");
  await force(world);
  const stranger = world.at({ dbUrl: `file:${join(world.dir, "other.db")}`, root: world.paths.root });
  await seedMemory(await stranger.state(), { threadId: threadId(1) });
  for (const at of [world.at({ root: repo }), world.at({ root: files }), stranger]) {
    const before = snapshot(at.paths.root);
    const error = await refusal(at);
    expect(error).toMatchObject({ code: "root_refused", kind: "usage" });
    expect(error.message).toContain(at.paths.root);
    expect(error.hint).toContain("--root DIR");
    expect(error.hint).toContain("--adopt");
    expect(await consolidateDryRun(at).catch((thrown) => thrown.code)).toBe("root_refused");
    expect(snapshot(at.paths.root)).toEqual(before);
    expect(readdirSync(world.dir).filter((name) => name.endsWith(".lock"))).toEqual([]);
  }
});

test("the refusal comes before the lock and before the other root's answer", async () => {
  await force(world);
  const files = join(world.dir, "files");
  put(files, "taxes.ods", "x");
  const { client } = await world.state();
  await client.execute("UPDATE jobs SET status = 'running', lease_until = unixepoch() + 99999999");
  expect(await refusal(world.at({ root: files }))).toMatchObject({ code: "root_refused" });
});

test("what is or holds a home is refused even with adoption, also through links", async () => {
  const link = join(world.dir, "link");
  symlinkSync(world.paths.home, link);
  mkdirSync(world.paths.codexHome, { recursive: true });
  const user = join(world.dir, "user");
  mkdirSync(user);
  for (const root of ["/", world.dir, world.paths.home, world.paths.codexHome, link, join(link, "../home"), user]) {
    const error = await refusal(world.at({ root }), { adoption: "adopt" });
    expect(error.code).toBe("root_refused");
    expect(error.hint).not.toContain("--adopt");
  }
  expect(existsSync(join(world.dir, ".git"))).toBe(false);
});

test("adopting copies the folder whole first, its repository included, and keeps what it did not write", async () => {
  const root = join(world.dir, "repo");
  repository(root);
  symlinkSync("src/main.ts", join(root, "link"));
  const commit = runGitAsPerson(root, ["rev-parse", "HEAD"]);
  const at = world.at({ root });
  expect(await consolidateDryRun(at, { adoption: "adopt" })).toMatchObject({ status: "succeeded" });
  expect(runGitAsPerson(root, ["rev-parse", "HEAD"])).toBe(commit);
  const report = await force(at, { adoption: "adopt" });
  expect(report.status).toBe("succeeded");
  expect(report.changes.map(({ path }) => path)).toEqual([
    "MEMORY.md",
    "link",
    "raw_memories.md",
    "rollout_summaries/2025-02-11T15-35-19-0001.md",
    "rollout_summaries/theirs.md",
    "src/main.ts",
  ]);
  const kept = join(world.paths.home, "adopted/2026-11-23T12-00-00");
  expect(runGitAsPerson(kept, ["rev-parse", "HEAD"])).toBe(commit);
  expect(runGitAsPerson(kept, ["status", "--porcelain"])).toBe("?? link\n");
  expect(readlinkSync(join(kept, "link"))).toBe("src/main.ts");
  expect(textAt(kept, "MEMORY.md")).toBe("# theirs\n");
  expect(textAt(root, "rollout_summaries/theirs.md")).toBe("kept\n");
  expect(runGitAsPerson(root, ["log", "--format=%s"])).toBe("Memory baseline\n");
  expect((await rootStatus(at)).foreign_summaries).toEqual(["theirs.md"]);
  const again = await force(at);
  expect(again.status).toBe("succeeded_no_workspace_changes");
  expect(textAt(root, "rollout_summaries/theirs.md")).toBe("kept\n");
});

test("a found summary that becomes ours is no longer foreign and goes like any other", async () => {
  const root = join(world.dir, "live");
  const name = "2025-02-11T15-35-19-0001.md";
  put(root, "raw_memories.md", "# Raw Memories\n");
  put(root, `rollout_summaries/${name}`, "the reference wrote this\n");
  put(root, "rollout_summaries/other.md", "and this\n");
  const at = world.at({ root });
  await force(at, { adoption: "adopt" });
  expect(textAt(root, `rollout_summaries/${name}`)).toContain(threadId(1));
  expect((await rootStatus(at)).foreign_summaries).toEqual(["other.md"]);
  await (await world.state()).client.execute("DELETE FROM stage1_outputs");
  expect((await force(at)).status).toBe("succeeded");
  expect(readdirSync(join(root, "rollout_summaries"))).toEqual(["other.md"]);
});

test("adopting a folder that already is ours copies nothing", async () => {
  await force(world);
  await force(world, { adoption: "adopt" });
  expect(existsSync(join(world.paths.home, "adopted"))).toBe(false);
});

test("a skipped adoption touches nothing", async () => {
  await force(world);
  const root = join(world.dir, "repo");
  repository(root);
  const before = snapshot(root);
  expect((await force(world.at({ root }), { adoption: "adopt" })).status).toBe("skipped_other_root");
  expect(snapshot(root)).toEqual(before);
  expect(existsSync(join(world.paths.home, "adopted"))).toBe(false);
});

test("a root behind a link is the folder it names, with one lock for both names", async () => {
  const real = join(world.dir, "real");
  mkdirSync(real);
  symlinkSync(real, join(world.dir, "name"));
  expect((await force(world.at({ root: join(world.dir, "name") }))).status).toBe("succeeded");
  expect((await force(world.at({ root: real }))).status).toBe("succeeded_no_workspace_changes");
});

test("a lock file of another process beside the root is respected, and one of a dead process is not", async () => {
  const lock = join(world.paths.home, ".memories.lock");
  const start = readFileSync("/proc/1/stat", "latin1").split(") ")[1]?.split(" ")[19];
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  const holder = { pid: 1, machine: (await import("node:os")).hostname(), process_start: `${boot}:${start}`, id: "x" };
  writeFileSync(lock, JSON.stringify(holder));
  expect(await force(world)).toMatchObject({ status: "skipped_running", retry_at: null });
  expect(world.lines.at(-1)?.message).toContain("process 1 ");
  writeFileSync(lock, JSON.stringify({ ...holder, process_start: "long ago" }));
  expect((await force(world)).status).toBe("succeeded");
  expect(existsSync(lock)).toBe(false);
});

test("a live lease is respected whatever --force says, and waited for", async () => {
  await force(world);
  const { client } = await world.state();
  await client.execute({
    sql: "UPDATE jobs SET status = 'running', ownership_token = 'other', lease_until = ? WHERE job_key = 'global'",
    args: [TEST_NOW + 1_000],
  });
  expect(await force(world)).toMatchObject({ status: "skipped_running", retry_at: TEST_NOW + 1_000 });
  const waiting = force(world, { waitSeconds: 60 });
  await Bun.sleep(300);
  await client.execute("UPDATE jobs SET status = 'done', lease_until = NULL WHERE job_key = 'global'");
  expect((await waiting).status).toBe("succeeded_no_workspace_changes");
  expect(world.lines.some(({ message }) => message.includes("waiting"))).toBe(true);
});

test("waiting ends when the time is over", async () => {
  await force(world);
  const { client } = await world.state();
  await client.execute(
    `UPDATE jobs SET status = 'running', lease_until = ${TEST_NOW + 1_000} WHERE job_key = 'global'`,
  );
  expect((await force(world, { waitSeconds: 1 })).status).toBe("skipped_running");
});
