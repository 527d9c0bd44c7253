import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initBaseline } from "../../../lib/edge/git/baseline/init-baseline.ts";
import { requireGit, requireGitProgram } from "../../../lib/edge/git/run/require-git.ts";
import { type GitCall, runGit, streamGit } from "../../../lib/edge/git/run/run-git.ts";

let dir: string;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), "memories-run-git-")));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const real = () => ({ env: { PATH: process.env.PATH } });
const call = (...args: string[]): GitCall => ({ place: { cwd: dir, gitDir: dir }, args });

/** A search path on which git is this script. */
function fakeGit(script: string): { env: { PATH: string } } {
  mkdirSync(join(dir, "bin"), { recursive: true });
  writeFileSync(join(dir, "bin/git"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { env: { PATH: `${join(dir, "bin")}:${process.env.PATH}` } };
}

test("without git the error says so and what to do, and nothing was made", async () => {
  const git = { env: { PATH: join(dir, "nothing here") } };
  const missing = { code: "git_missing", kind: "usage", hint: expect.stringContaining("install git") };
  expect(() => requireGitProgram(git.env)).toThrow(expect.objectContaining(missing));
  await expect(requireGit(git)).rejects.toMatchObject(missing);
  mkdirSync(join(dir, "root"));
  const options = { root: join(dir, "root"), scratchIn: join(dir, "staging"), ...git };
  await expect(initBaseline(options, "{}", 0)).rejects.toMatchObject(missing);
  expect(() => readFileSync(join(dir, "root/.git"))).toThrow("ENOENT");
});

test("a git that is too old is named with its version, and nothing was made", async () => {
  for (const version of ["git version 2.29.3", "git version 1.9.1 (Apple Git-1)", "something else", ""]) {
    const git = fakeGit(`echo '${version}'`);
    await expect(requireGit(git)).rejects.toMatchObject({ code: "git_too_old", hint: "install git 2.30 or newer" });
    mkdirSync(join(dir, "root"), { recursive: true });
    const options = { root: join(dir, "root"), scratchIn: join(dir, "staging"), ...git };
    await expect(initBaseline(options, "{}", 0)).rejects.toMatchObject({ code: "git_too_old" });
    expect(() => readFileSync(join(dir, "root/.git"))).toThrow("ENOENT");
  }
});

test("newer gits will do", async () => {
  for (const version of ["2.30.0", "2.39.5 (Apple Git-154)", "2.100.1.windows.2", "3.0.0-rc1"]) {
    await requireGit(fakeGit(`echo 'git version ${version}'`));
  }
  await requireGit(real());
});

test("one program is asked once, another one in its place again", async () => {
  const count = () => readFileSync(join(dir, "asked"), "utf8").length;
  const script = `printf x >> '${join(dir, "asked")}'; echo git version`;
  const git = fakeGit(`${script} 2.40.0`);
  for (let n = 0; n < 3; n += 1) await requireGit(git);
  expect(count()).toBe(1);
  await expect(requireGit({ ...git, signal: AbortSignal.abort("stopped") })).rejects.toBe("stopped");
  fakeGit(`${script} 2.9.0`);
  for (let n = 0; n < 2; n += 1) await expect(requireGit(git)).rejects.toMatchObject({ code: "git_too_old" });
  expect(count()).toBe(3);
  fakeGit(`${script} 2.41.0`);
  const further = { env: { PATH: `${dir}:${git.env.PATH}` } };
  for (let n = 0; n < 3; n += 1) await requireGit(further);
  expect(count()).toBe(4);
  // From where a path that is not absolute leads is not known here.
  for (let n = 0; n < 2; n += 1) await requireGit({ env: { PATH: `none:${git.env.PATH}` } });
  expect(count()).toBe(6);
});

test("a failure has git's own words on one line", async () => {
  await expect(runGit(real(), call("rev-parse", "HEAD"))).rejects.toMatchObject({
    code: "git_failed",
    message: `git rev-parse failed: fatal: not a git repository: '${dir}'`,
  });
  await expect(runGit(fakeGit("echo one >&2; echo two >&2; exit 3"), call("x"))).rejects.toMatchObject({
    message: "git x failed: one; two",
  });
  await expect(runGit(fakeGit("exit 3"), call("x"))).rejects.toMatchObject({
    message: "git x failed: it gave no reason",
  });
  await expect(runGit(fakeGit("kill -9 $$"), call("x"))).rejects.toMatchObject({
    message: "git x failed: was killed by SIGKILL",
  });
});

test("an exit code that is an answer is none", async () => {
  const answer = await runGit(fakeGit("echo yes; exit 1"), { ...call("x"), answers: [0, 1] });
  expect(answer.toString()).toBe("yes\n");
});

test("megabytes go in and out, also to a git that reads none of them", async () => {
  const input = Buffer.alloc(20_000_000, "some text\n");
  expect((await runGit(fakeGit("cat"), { ...call("x"), input })).equals(input)).toBe(true);
  expect((await runGit(fakeGit("echo done"), { ...call("x"), input })).toString()).toBe("done\n");
});

/** Runs until it is stopped, together with a child of its own. */
const ENDLESS = "sleep 1000 & echo $! > pids; echo $$ >> pids; echo started; wait";

function isRunning(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(" ")[2] !== "Z";
  } catch {
    return false;
  }
}

async function expectAllEnded(): Promise<void> {
  const pids = readFileSync(join(dir, "pids"), "utf8").trim().split("\n").map(Number);
  expect(pids).toHaveLength(2);
  while (pids.some(isRunning)) await Bun.sleep(5);
}

test("a git that answers without end is ended, and its answer is none", async () => {
  const git = fakeGit("exec cat /dev/zero");
  const endless = { code: "git_failed", message: expect.stringContaining("it answers with more than") };
  await expect(runGit(git, call("write-tree"))).rejects.toMatchObject(endless);
  await expect(requireGit(git)).rejects.toMatchObject(endless);
});

test("a git that hangs is ended after its time, with everything it started", async () => {
  const git = { ...fakeGit(ENDLESS), timeoutMs: 300 };
  await expect(runGit(git, call("gc"))).rejects.toMatchObject({ message: "git gc took too long and was stopped" });
  await expectAllEnded();
});

test("an aborted run ends its git, with everything it started", async () => {
  const stop = new AbortController();
  const git = { ...fakeGit(ENDLESS), signal: stop.signal };
  const running = (async () => {
    for await (const chunk of streamGit(git, call("gc")))
      if (chunk.length > 0) stop.abort(new Error("stopped by test"));
  })();
  await expect(running).rejects.toThrow("stopped by test");
  await expectAllEnded();
  await expect(runGit(git, call("gc"))).rejects.toThrow("stopped by test");
});

test("a reader that has enough ends the git that still writes", async () => {
  for await (const chunk of streamGit(fakeGit(ENDLESS), call("gc"))) {
    expect(Buffer.from(chunk).toString()).toBe("started\n");
    break;
  }
  await expectAllEnded();
});
