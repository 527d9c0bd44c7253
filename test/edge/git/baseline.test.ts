import { afterEach, beforeEach, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decodePath } from "../../../lib/core/tree/path-bytes.ts";
import { type GitRoot, gitRoot, runGitAsPerson, treeOf } from "../../helpers/git-root.ts";
import { TEST_NOW } from "../../helpers/moment.ts";

let root: GitRoot;
beforeEach(() => {
  root = gitRoot();
});
afterEach(() => root.dispose());

const AWKWARD = [
  "with space.md",
  " leading and trailing ",
  'quote".md',
  "it's.md",
  "tab\there.md",
  "line\nend.md",
  "back\\slash.md",
  "star*?[x].md",
  "!bang.md",
  "#hash.md",
  "-dash.md",
  "--help",
  ":(top)magic",
  "größe.md",
  "\u{1f600}.md",
  ".gitignore",
  ".gitattributes",
  ".gitmodules",
  ".hidden/.file",
  ".git2/config",
  "git~1",
  "a.git/HEAD",
  "con",
  "deep/er/and/deeper/file.md",
];

test("every kind of name, content and mode comes back from the baseline byte for byte", async () => {
  await root.init();
  for (const [at, path] of AWKWARD.entries()) root.write(path, `content ${at}\r\nsecond`, at % 2 === 0 ? 0o600 : 0o700);
  writeFileSync(Buffer.concat([Buffer.from(`${root.root}/caf`), Buffer.of(0xe9, 0xff)]), "not UTF-8");
  root.write("empty.md", "");
  root.write(
    "binary",
    Uint8Array.from({ length: 1_000 }, (_, at) => at % 256),
  );
  root.link("link", "with space.md");
  root.link("dangling", "/nowhere/at all");
  symlinkSync(Buffer.of(0xfe, 0x41), join(root.root, "odd link"));
  mkdirSync(join(root.root, "empty folder"));
  await root.record();
  const copy = join(root.dir, "copy");
  runGitAsPerson(root.dir, ["-c", "core.protectNTFS=false", "clone", "-q", root.root, copy]);
  expect(treeOf(copy)).toEqual(treeOf(root.root));
  expect(treeOf(copy).has(decodePath(Buffer.from("caf\xe9\xff", "latin1")))).toBe(true);
  expect(root.git(["status", "--porcelain"])).toBe("");
  expect(await root.status()).toEqual([]);
});

test("a nested repository is recorded as the files it is, without its .git", async () => {
  await root.init();
  root.write("nested/inside.md", "kept");
  runGitAsPerson(join(root.root, "nested"), ["init", "-q"]);
  runGitAsPerson(join(root.root, "nested"), ["add", "-A"]);
  runGitAsPerson(join(root.root, "nested"), ["commit", "-q", "-m", "theirs"]);
  root.write("worktree/.git", "gitdir: /elsewhere");
  root.write("worktree/file.md", "kept too");
  root.write("upper/.GIT/config", "also left out");
  await root.record();
  expect(root.git(["ls-tree", "-r", "--name-only", "main"])).toBe("nested/inside.md\nworktree/file.md\n");
  root.write("nested/inside.md", "changed");
  root.write("nested/new.md", "new");
  expect(await root.status()).toEqual(["M nested/inside.md", "A nested/new.md"]);
  expect(existsSync(join(root.root, "nested/.git/HEAD"))).toBe(true);
});

test("the baseline is one parentless commit on main, and a person's git status is clean", async () => {
  await root.init();
  root.write("MEMORY.md", "one\n");
  await root.record();
  root.write("MEMORY.md", "two\n");
  const commit = await root.record(TEST_NOW + 60);
  expect(root.git(["rev-list", "--all"]).trim()).toBe(commit);
  expect(root.git(["symbolic-ref", "HEAD"]).trim()).toBe("refs/heads/main");
  expect(root.git(["log", "--format=%an <%ae> %at %ai|%cn <%ce> %ct|%P|%B"]).trim()).toBe(
    `memories <memories@localhost.invalid> ${TEST_NOW + 60} 2026-11-23 12:01:00 +0000|` +
      `memories <memories@localhost.invalid> ${TEST_NOW + 60}||Memory baseline`,
  );
  expect(root.git(["status", "--porcelain=v2", "--branch"])).toBe(`# branch.oid ${commit}\n# branch.head main\n`);
  expect(root.git(["diff-files"])).toBe("");
  expect(root.git(["fsck", "--strict", "--full", "--unreachable"])).toBe("");
  expect(root.git(["reflog"])).toBe("");
});

test("equal trees and times give equal commits, whatever lay in the root before", async () => {
  const other = gitRoot();
  try {
    await root.init();
    await other.init(1);
    for (const each of [root, other]) {
      each.write("skills/x/SKILL.md", "same");
      each.write("run.sh", "same", 0o700);
    }
    other.write("MEMORY.md", "first something else");
    await other.record(2);
    other.remove("MEMORY.md");
    expect(await root.record()).toBe(await other.record());
    expect(await root.record()).not.toBe(await other.record(TEST_NOW + 1));
  } finally {
    other.dispose();
  }
});

test("a new root begins with an empty baseline, so that files already there are additions", async () => {
  root.write("MEMORY.md", "mine");
  await root.init();
  expect(root.git(["ls-tree", "-r", "main"])).toBe("");
  expect(await root.status()).toEqual(["A MEMORY.md"]);
});

test("the baseline may be another tree than the one on disk; the rest shows as a change", async () => {
  await root.init();
  root.write("MEMORY.md", "copied");
  root.write("note.md", "copied");
  await root.with(async (workspace) => {
    const { diffWorkspace } = await import("../../../lib/flow/root/diff-workspace.ts");
    const { replaceBaseline } = await import("../../../lib/edge/git/baseline/replace-baseline.ts");
    const copied = await diffWorkspace(workspace);
    root.write("MEMORY.md", "written by a person meanwhile");
    root.remove("note.md");
    root.write("new.md", "also meanwhile");
    const now = await diffWorkspace(workspace);
    await replaceBaseline(workspace, { tree: copied.tree, disk: now.disk, now: TEST_NOW });
  });
  expect(root.git(["show", "main:MEMORY.md"])).toBe("copied");
  expect(await root.status()).toEqual(["M MEMORY.md", "A new.md", "D note.md"]);
  expect(root.git(["status", "--porcelain"])).toBe(" M MEMORY.md\n D note.md\n?? new.md\n");
});

test("everything in .git is private to the user", async () => {
  await root.init();
  root.write("MEMORY.md", "private");
  await root.record();
  const modes = readdirSync(join(root.root, ".git"), { recursive: true, encoding: "utf8" }).map((name) => {
    return [name, statSync(join(root.root, ".git", name)).mode & 0o077];
  });
  expect(modes.filter(([, others]) => others !== 0)).toEqual([]);
});

test("commits of a person on top of the baseline, branches and packs change nothing and do not stay", async () => {
  await root.init();
  root.write("MEMORY.md", "baseline\n");
  root.write("skills/s/SKILL.md", "unchanged\n");
  const baseline = await root.record();
  root.write("MEMORY.md", "edited by hand\n");
  root.git(["commit", "-qam", "mine"]);
  root.git(["branch", "experiment"]);
  root.git(["tag", "-a", "-m", "x", "tagged"]);
  root.git(["gc", "-q", "--prune=now"]);
  expect(existsSync(join(root.root, ".git/refs/heads/main"))).toBe(false);
  expect(await root.status()).toEqual(["M MEMORY.md"]);
  expect((await root.patch()).toString()).toContain("-baseline\n+edited by hand\n");
  root.write("MEMORY.md", "consolidated\n");
  const commit = await root.record(TEST_NOW + 1);
  expect(root.git(["for-each-ref", "--format=%(objectname) %(refname)"])).toBe(`${commit} refs/heads/main\n`);
  expect(root.git(["count-objects", "-v"])).toMatch(/count: 6\n[\s\S]*in-pack: 0\npacks: 0\n/);
  expect(root.git(["fsck", "--strict", "--full"])).toBe("");
  expect(root.git(["show", "main:skills/s/SKILL.md"])).toBe("unchanged\n");
  expect(() => root.git(["cat-file", "-e", baseline])).toThrow();
});

test("ten thousand files and one of 50 MB are recorded and compared", async () => {
  await root.init();
  for (let at = 0; at < 10_000; at += 1) root.write(`notes/${at % 100}/${at}.md`, `note ${at}\n`);
  const large = Buffer.alloc(50 * 1024 * 1024, "a line of text that repeats itself\n");
  root.write("large.md", large);
  await root.record();
  expect(await root.status()).toEqual([]);
  expect(root.git(["ls-tree", "-r", "main"]).split("\n").length - 1).toBe(10_001);
  const id = createHash("sha1").update(`blob ${large.length}\0`).update(large).digest("hex");
  expect(root.git(["rev-parse", "main:large.md"]).trim()).toBe(id);
  root.write("large.md", large.fill("X", large.length - 10, large.length - 1));
  root.remove("notes/7/7.md");
  expect(await root.status()).toEqual(["M large.md", "D notes/7/7.md"]);
  expect((await root.patch()).toString()).toContain("-note 7\n");
});
