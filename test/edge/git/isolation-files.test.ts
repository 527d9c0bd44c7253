import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type GitRoot, gitRoot, treeOf } from "../../helpers/git-root.ts";
import { BEFORE, play, playUndisturbed, putAll } from "../../helpers/play-root.ts";

let root: GitRoot;
let trap: string;
beforeEach(() => {
  root = gitRoot();
  trap = join(root.dir, "trap-sprung");
});
afterEach(() => root.dispose());

/** A program that leaves a trace when anything runs it. */
function trapProgram(name: string): string {
  const path = join(root.dir, name);
  writeFileSync(path, `#!/bin/sh\necho ${name} >> '${trap}'\ncat\nexit 0\n`, { mode: 0o755 });
  return path;
}

async function expectUndisturbed(disturb: (on: GitRoot) => void): Promise<void> {
  expect(await play(root, disturb)).toEqual(await playUndisturbed());
  expect(existsSync(trap)).toBe(false);
}

describe("nothing that lies in the root takes part or runs:", () => {
  test("attributes and ignore files among the memories", async () => {
    await expectUndisturbed((on) => {
      on.write(
        ".gitattributes",
        "* text eol=crlf filter=any diff=any ident -diff export-ignore\n*.md working-tree-encoding=UTF-16\n",
      );
      on.write("sub/.gitattributes", "* binary\n");
      on.write(".gitignore", "*\n!.gitignore\n");
    });
  });

  test("attributes, ignore files, grafts and hooks inside .git", async () => {
    await expectUndisturbed((on) => {
      const git = join(on.root, ".git");
      writeFileSync(
        join(git, "info/attributes"),
        "* text eol=crlf filter=any -diff ident working-tree-encoding=UTF-16\n",
      );
      writeFileSync(join(git, "info/exclude"), "*\n");
      writeFileSync(join(git, "info/grafts"), `${"1".repeat(40)} ${"2".repeat(40)}\n`);
      writeFileSync(join(git, "info/sparse-checkout"), "/nothing\n");
      rmSync(join(git, "hooks"), { recursive: true, force: true });
      mkdirSync(join(git, "hooks"));
      for (const hook of ["reference-transaction", "post-index-change", "pre-auto-gc"]) {
        writeFileSync(join(git, "hooks", hook), readFileSync(trapProgram(hook)), { mode: 0o755 });
      }
    });
  });

  test("links in the places that git writes to lead nothing out", async () => {
    const out = join(root.dir, "out");
    mkdirSync(out);
    await root.init();
    const names = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, "0"));
    for (const name of names) {
      const place = join(root.root, ".git/objects", name);
      if (!existsSync(place)) symlinkSync(out, place);
    }
    for (const name of ["index", "memories-index", "memories-cache", "HEAD", "config", "info/attributes"]) {
      rmSync(join(root.root, ".git", name));
      symlinkSync(join(out, name.replace("/", "-")), join(root.root, ".git", name));
    }
    putAll(root, BEFORE);
    await root.record();
    expect(readdirSync(out)).toEqual([]);
    expect(root.git(["status", "--porcelain"])).toBe("");
    expect(root.git(["fsck", "--strict", "--full"])).toBe("");
  });

  test("a locked, damaged or lying index", async () => {
    await expectUndisturbed((on) => {
      const git = join(on.root, ".git");
      for (const name of ["index.lock", "HEAD.lock", "config.lock", "refs/heads/main.lock", "memories-index.lock"]) {
        writeFileSync(join(git, name), "");
      }
      writeFileSync(join(git, "memories-index"), "damaged");
      writeFileSync(join(git, "index"), "damaged");
    });
    await root.init();
    putAll(root, BEFORE);
    await root.record();
    root.git(["update-index", "--assume-unchanged", "MEMORY.md"]);
    root.git(["update-index", "--skip-worktree", "data.bin"]);
    root.write("MEMORY.md", "changed\n");
    root.write("data.bin", "changed");
    root.git(["rm", "-q", "--cached", "ignored.log"]);
    expect(await root.status()).toEqual(["M MEMORY.md", "M data.bin"]);
    await root.record();
    expect(root.git(["ls-files", "-v"])).not.toMatch(/^[a-zS] /m);
    expect(root.git(["status", "--porcelain"])).toBe("");
  });
});

test("a person's own settings do not make their git status unclean either", async () => {
  await root.init();
  putAll(root, BEFORE);
  root.write(".gitattributes", "* text eol=crlf\n");
  root.write(".gitignore", "*\n");
  await root.record();
  expect(root.git(["diff-files"])).toBe("");
  const config = '[core]\n autocrlf = true\n fileMode = false\n[filter "any"]\n clean = sed s/a/b/\n required = true\n';
  writeFileSync(join(root.dir, "gitconfig"), config);
  const env = { GIT_CONFIG_GLOBAL: join(root.dir, "gitconfig") };
  rmSync(join(root.root, ".git/index"));
  root.git(["reset", "-q"], env);
  expect(root.git(["status", "--porcelain"], env)).toBe("");
  expect(treeOf(root.root).get("MEMORY.md")).toBe(`file ${Buffer.from("one\r\ntwo\n").toString("hex")}`);
});
