import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listMemory } from "../../../lib/flow/read/list.ts";
import { readMemory } from "../../../lib/flow/read/read.ts";
import { searchMemory } from "../../../lib/flow/read/search.ts";
import { snapshot } from "../../helpers/snapshot.ts";

/** Stands in every file outside; no answer may ever hold it. */
const MARK = "outside-the-root";
let dir = "";
let root = "";

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), "memories-mcp-hostile-")));
  root = join(dir, "root");
  mkdirSync(join(root, "skills/nested/.git"), { recursive: true });
  mkdirSync(join(dir, "other/skills"), { recursive: true });
  for (const path of ["other/secret.md", "other/skills/SKILL.md", "root/skills/nested/.git/config"])
    writeFileSync(join(dir, path), `${MARK}\n`);
  writeFileSync(join(root, "MEMORY.md"), "ours\n");
  symlinkSync("../../other", join(root, "skills/folder-link"));
  symlinkSync("../../other/secret.md", join(root, "skills/file-link"));
  symlinkSync(join(dir, "other"), join(root, "skills/absolute-link"));
  symlinkSync("/", join(root, "skills/root-link"));
  symlinkSync("loop", join(root, "skills/loop"));
  symlinkSync("../MEMORY.md", join(root, "skills/inner-link"));
  linkSync(join(dir, "other/secret.md"), join(root, "skills/second-name.md"));
  spawnSync("mkfifo", [join(root, "skills/pipe")]);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** No tool may take any of these. */
const escapes = () => [
  "../other/secret.md",
  "skills/../../other/secret.md",
  join(dir, "other/secret.md"),
  join(root, "MEMORY.md"),
  "//etc/passwd",
  "../other/secret.md\0.md",
  "skills/folder-link",
  "skills/folder-link/secret.md",
  "skills/absolute-link/secret.md",
  "skills/root-link/etc/passwd",
  "skills/file-link",
  "skills/inner-link",
  "skills/loop",
  "skills/loop/x",
  "skills/second-name.md",
  "skills/pipe",
  ".git/config",
  "skills/nested/.git",
  "skills/nested/.git/config",
  "MEMORY.md/x",
  "x".repeat(70_000),
];

test.each(["by_handle", "by_path"] as const)("no tool of the server reads outside the root (%s)", (reach) => {
  const place = { path: root, reach };
  const before = snapshot(dir);
  for (const path of escapes()) {
    expect(() => readMemory(place, { path })).toThrow();
    expect(() => listMemory(place, { path })).toThrow();
    expect(() => searchMemory(place, { path, query: MARK })).toThrow();
  }
  expect(snapshot(dir)).toEqual(before);
});

test.each(["by_handle", "by_path"] as const)("what is come by shows nothing that lies outside (%s)", (reach) => {
  const place = { path: root, reach };
  expect(listMemory(place, { path: "skills" }).entries).toEqual([{ path: "skills/nested", entry_type: "directory" }]);
  expect(searchMemory(place, { query: MARK }).matches).toEqual([]);
  expect(searchMemory(place, { query: "ours" }).matches).toMatchObject([{ path: "MEMORY.md" }]);
});
