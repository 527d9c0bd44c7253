import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { whereIs } from "../../helpers/every-object.ts";
import { type GitRoot, gitRoot, runGitAsPerson } from "../../helpers/git-root.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { recordAsRun } from "../../helpers/record-as-run.ts";

const PROGRAM = join(import.meta.dirname, "../../helpers/record-baseline.ts");
const FORGOTTEN = "the forgotten marker 7f3a";

let root: GitRoot;
beforeEach(() => {
  root = gitRoot();
});
afterEach(() => root.dispose());

function record(
  at: string,
  fault: string,
  now: number,
  path = process.env.PATH,
): { signal: string | null; status: number | null; stderr: string } {
  const { signal, status, stderr } = spawnSync(
    process.execPath,
    [PROGRAM, at, join(root.dir, "staging"), String(now)],
    {
      env: { PATH: path, MEMORIES_FAULT: fault },
      encoding: "utf8",
    },
  );
  return { signal, status, stderr };
}

function pointsOf(at: string, now: number): string[] {
  const file = join(root.dir, "points");
  expect(record(at, `count:${file}`, now)).toEqual({ signal: null, status: 0, stderr: "" });
  return readFileSync(file, "utf8").trim().split("\n");
}

/** What a copy of the root is like after a process was killed at the n-th point, before and after a repair. */
async function killAndRepair(n: number, now: number, allowed: readonly string[]): Promise<string[]> {
  const copy = join(root.dir, "copy");
  rmSync(copy, { recursive: true, force: true });
  cpSync(root.root, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  expect(record(copy, `kill:${n}`, now).signal).toBe("SIGKILL");
  const problems: string[] = [];
  if (allowed.length > 0) {
    const main = runGitAsPerson(copy, ["rev-parse", "refs/heads/main"]).trim();
    if (!allowed.includes(main)) problems.push(`main is ${main}`);
    runGitAsPerson(copy, ["fsck", "--strict", "--full"]);
    runGitAsPerson(copy, ["archive", "--output=/dev/null", "main"]);
  }
  await recordAsRun(copy, join(root.dir, "staging"), now);
  const main = runGitAsPerson(copy, ["rev-parse", "refs/heads/main"]).trim();
  if (main !== allowed.at(-1) && allowed.length > 0) problems.push(`main is ${main} after the repair`);
  const status = runGitAsPerson(copy, ["status", "--porcelain"]);
  if (status !== "") problems.push(`unclean after the repair: ${status}`);
  const unreachable = runGitAsPerson(copy, ["fsck", "--strict", "--full", "--unreachable", "--no-reflogs"]);
  if (unreachable !== "") problems.push(unreachable);
  problems.push(...whereIs(copy, FORGOTTEN));
  const names = readdirSync(join(copy, ".git")).toSorted().join(" ");
  if (names !== NAMES) problems.push(names);
  return problems;
}

const NAMES = "HEAD config hooks index info memories-cache memories-index memories-root objects refs";

test("killed at any state-changing call of a replacement, the branch names the old or the new commit, and the next run repairs", async () => {
  await root.init();
  root.write("MEMORY.md", `${FORGOTTEN}\n`);
  root.write("gone.md", `also ${FORGOTTEN}\n`);
  root.write("skills/kept/SKILL.md", "kept\n");
  const old = await root.record();
  root.write("MEMORY.md", "rewritten\n");
  root.write("new/file.md", "new\n");
  root.remove("gone.md");
  const done = join(root.dir, "done");
  cpSync(root.root, done, { recursive: true, preserveTimestamps: true });
  const points = pointsOf(done, TEST_NOW + 1);
  const next = runGitAsPerson(done, ["rev-parse", "main"]).trim();
  expect(points.length).toBeGreaterThan(20);
  for (const name of ["git.scratch", "git.write_objects", "git.update_ref", "git.update_index", "git.collect"]) {
    expect(points.some((line) => line.includes(` ${name} `))).toBe(true);
  }
  for (const [at, point] of points.entries()) {
    expect([point, await killAndRepair(at + 1, TEST_NOW + 1, [old, next])]).toEqual([point, []]);
  }
});

test("killed at any state-changing call of the first baseline, the next run makes it", async () => {
  root.write("MEMORY.md", "mine\n");
  const done = join(root.dir, "done");
  cpSync(root.root, done, { recursive: true });
  const points = pointsOf(done, TEST_NOW);
  expect(points.some((line) => line.includes(" git.init "))).toBe(true);
  for (const [at, point] of points.entries()) {
    expect([point, await killAndRepair(at + 1, TEST_NOW, [])]).toEqual([point, []]);
  }
});

/** A git that kills its parent when it is asked for `subcommand`, and does what it was asked a little later. */
function orphanGit(subcommand: string): string {
  const real = spawnSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).stdout.trim();
  const kill = `case "$1" in ${subcommand}) kill -9 $PPID; sleep 0.1;; esac`;
  root.write("../bin/git", `#!/bin/sh\n${kill}\nexec ${real} "$@"\n`, 0o755);
  return `${join(root.dir, "bin")}:${process.env.PATH}`;
}

test("a git that outlives its killed parent breaks neither the baseline nor the run that follows at once", async () => {
  await root.init();
  for (const [at, subcommand] of ["hash-object", "write-tree", "update-ref", "read-tree", "rev-list"].entries()) {
    root.write("MEMORY.md", `${subcommand}\n`);
    const now = TEST_NOW + at;
    expect(record(root.root, "", now, orphanGit(subcommand)).signal).toBe("SIGKILL");
    expect(record(root.root, "", now + 100)).toEqual({ signal: null, status: 0, stderr: "" });
    expect(root.git(["show", "main:MEMORY.md"])).toBe(`${subcommand}\n`);
    expect(root.git(["fsck", "--strict", "--full"])).toBe("");
    expect(root.git(["status", "--porcelain"])).toBe("");
  }
});
