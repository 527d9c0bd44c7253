import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspectRepository } from "../../../lib/edge/git/run/inspect-repository.ts";
import { type GitRoot, gitRoot } from "../../helpers/git-root.ts";

let root: GitRoot;
beforeEach(() => {
  root = gitRoot();
});
afterEach(() => root.dispose());

describe("whose .git it is:", () => {
  const look = () => inspectRepository(root.root);

  test("none, or the beginning of one of ours that a crash cut off, is absent", async () => {
    expect(look()).toEqual({ kind: "absent" });
    mkdirSync(join(root.root, ".git"));
    expect(look()).toEqual({ kind: "absent" });
    writeFileSync(join(root.root, ".git/memories-root.new"), "");
    expect(look()).toEqual({ kind: "absent" });
    await root.init();
    expect(look()).toEqual({ kind: "ours" });
  });

  test("a person's repository, a worktree, a link and a joined store are foreign", async () => {
    root.git(["init", "-q"]);
    expect(look()).toEqual({ kind: "foreign", reason: "it holds a git repository that is not a memory baseline" });
    rmSync(join(root.root, ".git"), { recursive: true });
    writeFileSync(join(root.root, ".git"), "gitdir: elsewhere");
    expect(look()).toEqual({ kind: "foreign", reason: "its .git is a file, not a folder" });
    rmSync(join(root.root, ".git"));
    symlinkSync("/tmp", join(root.root, ".git"));
    expect(look()).toEqual({ kind: "foreign", reason: "its .git is a link, not a folder" });
    rmSync(join(root.root, ".git"));
    await root.init();
    for (const name of ["commondir", "objects/info/alternates", "objects/info/http-alternates"]) {
      writeFileSync(join(root.root, ".git", name), "/elsewhere\n");
      expect(look()).toEqual({ kind: "foreign", reason: `its .git/${name} joins it to another repository` });
      rmSync(join(root.root, ".git", name));
    }
    rmSync(join(root.root, ".git/refs/heads/main"));
    symlinkSync("/tmp/ref", join(root.root, ".git/refs/heads/main"));
    expect(look()).toEqual({ kind: "foreign", reason: "its .git/refs/heads/main is not a file" });
    rmSync(join(root.root, ".git/objects"), { recursive: true });
    symlinkSync("/tmp", join(root.root, ".git/objects"));
    expect(look()).toEqual({ kind: "foreign", reason: "its .git/objects is not a folder" });
  });
});
