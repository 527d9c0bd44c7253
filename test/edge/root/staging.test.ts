import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { listFiles } from "../../../lib/edge/fs/list-files.ts";
import { processStart } from "../../../lib/edge/process/process-identity.ts";
import { makeBackup } from "../../../lib/edge/root/backup.ts";
import { canonicalPath } from "../../../lib/edge/root/canonical.ts";
import { copyTree } from "../../../lib/edge/root/copy-tree.ts";
import { putInRoot, removeFromRoot } from "../../../lib/edge/root/put-in-root.ts";
import { beginStaging, clearStaging, endPassingStaging, endStaging } from "../../../lib/edge/root/staging.ts";
import { put, textAt } from "../../helpers/agents.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "memories-staging-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test("a run's staging goes with all that belongs to it, another run's stays", () => {
  const one = beginStaging(dir, "one", "/root");
  beginStaging(dir, "two", "/root");
  put(one.copy, "a/b.md", "x");
  put(one.scratch, "0", "x");
  put(join(dir, "staging/one.record"), "run.json", "{}");
  endStaging(dir, "one");
  expect(readdirSync(join(dir, "staging"))).toEqual(["two.owner.json"]);
});

test("a passing staging takes the folder with it that it made, unless others use it by then", () => {
  const staging = join(dir, "staging");
  endPassingStaging(dir, beginStaging(dir, "one", ""));
  expect(existsSync(staging)).toBe(false);
  const first = beginStaging(dir, "first", "");
  const second = beginStaging(dir, "second", "");
  endPassingStaging(dir, first);
  endPassingStaging(dir, second);
  expect(readdirSync(staging)).toEqual([]);
});

test("left is what belongs to the locked root or to a dead process; what is alive elsewhere stays", async () => {
  beginStaging(dir, "same-root", "/root");
  beginStaging(dir, "alive", "/other");
  const child = spawn("sleep", ["100"]);
  const dead = { root: "/other", pid: child.pid, machine: hostname(), process_start: processStart(child.pid ?? 0) };
  writeFileSync(join(dir, "staging/dead.owner.json"), JSON.stringify(dead));
  writeFileSync(join(dir, "staging/far.owner.json"), JSON.stringify({ ...dead, machine: "another" }));
  writeFileSync(join(dir, "staging/torn.owner.json"), "{");
  mkdirSync(join(dir, "staging/git-1-abc"));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
  expect(clearStaging(dir, "/root").toSorted()).toEqual(["dead", "same-root", "torn"]);
  expect(readdirSync(join(dir, "staging")).toSorted()).toEqual(["alive.owner.json", "far.owner.json", "git-1-abc"]);
});

test("a copy holds every file by its bytes, links as links, and no .git", async () => {
  const from = join(dir, "from");
  put(from, "a b/\tt\n.md", "x");
  put(from, ".git/HEAD", "x");
  put(from, "nested/.git/HEAD", "x");
  mkdirSync(join(from, "empty"));
  writeFileSync(Buffer.concat([Buffer.from(`${from}/`), Buffer.of(0xff, 0xfe)]), "bytes");
  writeFileSync(join(from, "run.sh"), "x", { mode: 0o755 });
  symlinkSync("/etc/passwd", join(from, "link"));
  await copyTree(from, join(dir, "to"), listFiles(from).files);
  const names = readdirSync(join(dir, "to"), "latin1").toSorted();
  expect(names).toEqual(["a b", "link", "run.sh", "\xff\xfe"]);
  expect(textAt(join(dir, "to"), "a b/\tt\n.md")).toBe("x");
  expect(readlinkSync(join(dir, "to/link"))).toBe("/etc/passwd");
  expect(lstatSync(join(dir, "to/run.sh")).mode & 0o777).toBe(0o700);
  expect(lstatSync(join(dir, "to/a b/\tt\n.md")).mode & 0o777).toBe(0o600);
});

test("a folder is kept whole, .git included, and two copies of one second do not meet", () => {
  const from = join(dir, "from");
  put(from, ".git/HEAD", "head");
  put(from, "nested/.git/x", "x");
  mkdirSync(join(from, "empty"));
  symlinkSync("nowhere", join(from, "link"));
  const first = makeBackup(from, dir, "2026-01-01T00-00-00");
  const second = makeBackup(from, dir, "2026-01-01T00-00-00");
  expect([first.folder, second.folder]).toEqual(
    ["2026-01-01T00-00-00", "2026-01-01T00-00-00-2"].map((name) => join(dir, "adopted", name)),
  );
  expect(readdirSync(first.folder).toSorted()).toEqual([".git", "empty", "link", "nested"]);
  expect(readFileSync(join(second.folder, "nested/.git/x"), "utf8")).toBe("x");
});

test("nothing is written or removed through a link in the root", () => {
  const [root, outside] = [join(dir, "root"), join(dir, "outside")];
  put(outside, "x.md", "old");
  mkdirSync(join(root, ".git"), { recursive: true });
  symlinkSync(outside, join(root, "rollout_summaries"));
  symlinkSync(join(outside, "x.md"), join(root, "raw_memories.md"));
  expect(() => putInRoot(root, "rollout_summaries/x.md", Buffer.from("new"))).toThrow("behind a link");
  expect(() => removeFromRoot(root, "rollout_summaries/x.md")).toThrow("behind a link");
  putInRoot(root, "raw_memories.md", Buffer.from("new"));
  expect(textAt(outside, "x.md")).toBe("old");
  expect(textAt(root, "raw_memories.md")).toBe("new");
  removeFromRoot(root, "raw_memories.md");
  expect(existsSync(join(root, "raw_memories.md"))).toBe(false);
  expect(readdirSync(join(root, ".git"))).toEqual([]);
});

test("all names of a folder lead to one, whether or not it exists", () => {
  mkdirSync(join(dir, "real"));
  symlinkSync(join(dir, "real"), join(dir, "name"));
  expect(canonicalPath(join(dir, "name/a/../b"))).toBe(canonicalPath(join(dir, "real/b")));
  expect(canonicalPath("/")).toBe("/");
});
