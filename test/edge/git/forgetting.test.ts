import { afterEach, beforeEach, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { whereIs } from "../../helpers/every-object.ts";
import { type GitRoot, gitRoot } from "../../helpers/git-root.ts";
import { TEST_NOW } from "../../helpers/moment.ts";

const SECRET = "forget-me 5d2c91";
let root: GitRoot;
beforeEach(async () => {
  root = gitRoot();
  await root.init();
  root.write("MEMORY.md", `# Task Group\n${SECRET}\nrest\n`);
  root.write(`skills/${SECRET}/SKILL.md`, "its name is enough\n");
  root.write("rollout_summaries/one.md", `${SECRET}\n`.repeat(500));
  await root.record();
});
afterEach(() => root.dispose());

/** Takes the secret out of all files and records that; nothing under the root may hold it then. */
async function expectForgotten(): Promise<void> {
  expect(whereIs(root.root, SECRET).length).toBeGreaterThan(2);
  root.write("MEMORY.md", "# Task Group\nrest\n");
  root.remove(`skills/${SECRET}`);
  root.remove("rollout_summaries/one.md");
  const commit = await root.record(TEST_NOW + 1);
  expect(whereIs(root.root, SECRET)).toEqual([]);
  expect(root.git(["rev-list", "--all", "--reflog"]).trim()).toBe(commit);
  expect(root.git(["fsck", "--strict", "--full", "--unreachable"])).toBe("");
  expect(root.git(["status", "--porcelain"])).toBe("");
}

test("after the replacement no file under the root holds it, objects inflated included", expectForgotten);

test("not when somebody packed everything, with bitmaps, a commit graph and a multi-pack index", async () => {
  root.git(["commit", "-q", "--allow-empty", "-m", "mine"]);
  root.git(["repack", "-adq"]);
  root.git(["commit-graph", "write", "--reachable"]);
  root.git(["multi-pack-index", "write"]);
  root.git(["pack-refs", "--all"]);
  await expectForgotten();
});

test("not in reflogs, branches, tags, stashes, notes, worktrees or a staged index", async () => {
  root.git(["-c", "core.logAllRefUpdates=always", "commit", "-q", "--allow-empty", "-m", SECRET]);
  root.git(["branch", "side"]);
  root.git(["tag", "-a", "-m", SECRET, "marked"]);
  root.git(["notes", "add", "-m", SECRET]);
  root.git(["update-ref", "refs/odd/deep/ref", "HEAD"]);
  root.git(["worktree", "add", "-q", join(root.dir, "tree")]);
  writeFileSync(join(root.dir, "tree/new.md"), SECRET);
  root.write("staged.md", SECRET);
  root.git(["add", "staged.md"]);
  root.git(["stash", "-q"]);
  root.write("staged.md", SECRET);
  root.git(["add", "staged.md"]);
  root.remove("staged.md");
  await expectForgotten();
});

test("not in what a killed git or an editor left in .git", async () => {
  for (const name of [
    "COMMIT_EDITMSG",
    ".COMMIT_EDITMSG.swp",
    "objects/5a/tmp_obj_x",
    "objects/tmp_objdir-incoming/x/y",
  ]) {
    root.write(join(".git", name), SECRET);
  }
  await expectForgotten();
});
