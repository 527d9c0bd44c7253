import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeTree, setAside } from "../../../lib/edge/fs/remove-tree.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "memories-remove-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test("a tree whose paths are longer than any path may be is removed whole", () => {
  const name = "d".repeat(200);
  const script = `mkdir top; cd top; i=0; while [ $i -lt 60 ]; do mkdir -p side ${name}; echo x >file; cd -P ${name}; i=$((i+1)); done`;
  expect(spawnSync("sh", ["-c", script], { cwd: dir }).status).toBe(0);
  expect(removeTree(join(dir, "top"))).toEqual({ kind: "removed" });
  expect(readdirSync(dir)).toEqual([]);
});

test("links are removed and not followed, names of any bytes go, and nothing there is fine", () => {
  mkdirSync(join(dir, "kept/inner"), { recursive: true });
  mkdirSync(join(dir, "top/a"), { recursive: true });
  symlinkSync(join(dir, "kept"), join(dir, "top/a/link"));
  writeFileSync(Buffer.concat([Buffer.from(`${dir}/top/a/`), Buffer.of(0xff, 0xfe)]), "x");
  expect(removeTree(join(dir, "top"))).toEqual({ kind: "removed" });
  expect(removeTree(join(dir, "top"))).toEqual({ kind: "removed" });
  expect(readdirSync(dir)).toEqual(["kept"]);
  symlinkSync(join(dir, "kept"), join(dir, "link"));
  removeTree(join(dir, "link"));
  expect(existsSync(join(dir, "kept/inner"))).toBe(true);
});

test("what is set aside makes its place free, under a name of its own each time, and is not set aside twice", () => {
  for (const name of ["one.aside", "one-2.aside"]) {
    mkdirSync(join(dir, "one"));
    const aside = { kind: "set_aside", path: join(dir, name), problem: "why" } as const;
    expect(setAside(join(dir, "one"), "why")).toEqual(aside);
  }
  expect(setAside(join(dir, "one.aside"), "why")).toMatchObject({ kind: "left" });
});
