import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodePath } from "../../../lib/core/tree/path-bytes.ts";
import { listFiles } from "../../../lib/edge/fs/list-files.ts";

let dir: string;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), "memories-list-")));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const shown = () =>
  listFiles(dir)
    .files.map(({ path, kind, executable }) => `${kind}${executable ? "*" : ""} ${path}`)
    .toSorted();

test("an absent folder and an empty one list empty, and so does a file", () => {
  const nothing = { files: [], gitNames: [], folders: [] };
  expect(listFiles(join(dir, "absent"))).toEqual(nothing);
  expect(listFiles(dir)).toEqual(nothing);
  writeFileSync(join(dir, "file"), "");
  expect(listFiles(join(dir, "file"))).toEqual(nothing);
});

test("files, links and others are listed with what they are, folders apart", () => {
  mkdirSync(join(dir, "skills/empty"), { recursive: true });
  writeFileSync(join(dir, "MEMORY.md"), "x");
  writeFileSync(join(dir, "skills/run.sh"), "", { mode: 0o755 });
  writeFileSync(join(dir, "skills/group.sh"), "", { mode: 0o654 });
  symlinkSync("/etc", join(dir, "skills/out"));
  symlinkSync("nowhere", join(dir, "dangling"));
  linkSync(join(dir, "MEMORY.md"), join(dir, "again.md"));
  spawnSync("mkfifo", [join(dir, "pipe")]);
  expect(shown()).toEqual([
    "file MEMORY.md",
    "file again.md",
    "file skills/group.sh",
    "file* skills/run.sh",
    "link dangling",
    "link skills/out",
    "other pipe",
  ]);
  expect(listFiles(dir).folders).toEqual(["skills", "skills/empty"]);
});

test("names are what the file system has, UTF-8 or not", () => {
  const odd = Buffer.concat([Buffer.from(`${dir}/`), Buffer.of(0x63, 0xe9, 0x0a, 0xff)]);
  mkdirSync(odd);
  writeFileSync(Buffer.concat([odd, Buffer.from("/ü.md")]), "inside");
  const folder = decodePath(Buffer.of(0x63, 0xe9, 0x0a, 0xff));
  expect(listFiles(dir).folders).toEqual([folder]);
  expect(listFiles(dir).files).toMatchObject([{ path: `${folder}/ü.md`, kind: "file", stamp: { size: 6 } }]);
});

test("what is named .git, in any case and of any kind, is told apart and not looked into; .gitignore is a file", () => {
  mkdirSync(join(dir, ".git/objects"), { recursive: true });
  mkdirSync(join(dir, "nested/.GIT"), { recursive: true });
  writeFileSync(join(dir, "nested/.GIT/config"), "");
  mkdirSync(join(dir, "worktree"));
  writeFileSync(join(dir, "worktree/.git"), "gitdir: x");
  writeFileSync(join(dir, ".gitignore"), "");
  writeFileSync(join(dir, "x.git"), "");
  expect(shown()).toEqual(["file .gitignore", "file x.git"]);
  const { gitNames } = listFiles(dir);
  expect(gitNames.map(({ path, kind }) => `${kind} ${path}`).toSorted()).toEqual([
    "other .git",
    "other nested/.GIT",
    "other worktree/.git",
  ]);
});

test("a link to a folder is not walked, not even the one that leads to its own parent", () => {
  mkdirSync(join(dir, "a"));
  symlinkSync("..", join(dir, "a/up"));
  expect(shown()).toEqual(["link a/up"]);
});

test("a stamp is that of the file", () => {
  writeFileSync(join(dir, "MEMORY.md"), "four");
  const { size, mtimeMs, ctimeMs, ino } = statSync(join(dir, "MEMORY.md"));
  expect(listFiles(dir).files[0]?.stamp).toEqual({ size, mtimeMs, ctimeMs, ino });
});
