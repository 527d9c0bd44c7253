import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Sandbox } from "../helpers/cli.ts";
import { type KeptFolder, keepFolder } from "../helpers/kept-folder.ts";
import { snapshot } from "../helpers/snapshot.ts";
import { unprivilegedSandbox } from "../helpers/unprivileged.ts";

const isRoot = process.getuid?.() === 0;

let place: Sandbox;
let home: KeptFolder;
beforeAll(() => {
  place = unprivilegedSandbox();
  ok("extract", "--offline", "--limit", "3");
  ok("consolidate", "--offline");
  ok("extract", "--offline", "--limit", "2");
  home = keepFolder(place.home);
});
beforeEach(() => home.restore());
afterEach(() => {
  spawnSync("chmod", ["-R", "u+rwX", place.dir]);
});
afterAll(() => place.dispose());

function ok(...args: string[]): string {
  const { exit, stderr } = place.run(args);
  expect({ args, exit, stderr: exit === 0 ? "" : stderr }).toEqual({ args, exit: 0, stderr: "" });
  return stderr;
}

/** Folders and files like those a killed agent leaves, of the user that the program runs as. */
function leave(folder: string): string {
  const inner = join(folder, "a/b");
  mkdirSync(inner, { recursive: true });
  writeFileSync(join(inner, "x.md"), "x");
  if (isRoot) spawnSync("chown", ["-R", "65534:65534", folder]);
  chmodSync(inner, 0o000);
  chmodSync(join(folder, "a"), 0o000);
  return folder;
}

test("folders without permissions in staging and rejected are made writable and removed; nobody need look", () => {
  const staging = join(place.home, "staging");
  leave(join(staging, "old"));
  writeFileSync(join(staging, "old.owner.json"), "{");
  if (isRoot) spawnSync("chown", ["-R", "65534:65534", staging]);
  for (let n = 0; n < 6; n += 1) leave(join(place.home, `rejected/2026-11-0${n + 1}T00-00-00`));
  if (isRoot) spawnSync("chown", ["-R", "65534:65534", join(place.home, "rejected")]);
  expect(ok("consolidate", "--offline", "--force")).not.toContain("set aside");
  expect(readdirSync(staging)).toEqual([]);
});

test("a working folder without permissions is given them back", () => {
  for (const name of ["staging", "runs", "cache", "logs"]) {
    mkdirSync(join(place.home, name), { recursive: true });
    if (isRoot) spawnSync("chown", ["65534:65534", join(place.home, name)]);
    chmodSync(join(place.home, name), 0o000);
  }
  expect(ok("consolidate", "--offline", "--force")).toContain("its owner may read and write it again");
  expect(ok("log")).toBe("");
});

test.if(isRoot)("what another user owns is set aside, named by the command and by doctor, and in no run's way", () => {
  const staging = join(place.home, "staging");
  mkdirSync(join(staging, "old/of-root"), { recursive: true });
  writeFileSync(join(staging, "old/of-root/x.md"), "x");
  writeFileSync(join(staging, "old.owner.json"), "{");
  spawnSync("chown", ["65534:65534", staging, join(staging, "old"), join(staging, "old.owner.json")]);
  chmodSync(join(staging, "old/of-root"), 0o755);
  const aside = join(staging, "old.aside");
  expect(ok("consolidate", "--offline", "--force")).toContain(`was set aside: ${aside}`);
  expect(readFileSync(join(aside, "of-root/x.md"), "utf8")).toBe("x");
  expect(place.run(["doctor"]).stdout).toContain(aside);
  mkdirSync(join(place.home, "rejected"));
  chmodSync(join(place.home, "rejected"), 0o700);
  expect(ok("consolidate", "--offline", "--force")).toContain(join(place.home, "rejected.aside"));
});

test("of a link in the place of a working folder the link alone is replaced", () => {
  const mine = join(place.dir, "mine");
  mkdirSync(join(mine, "old"), { recursive: true });
  writeFileSync(join(mine, "old.owner.json"), "{");
  writeFileSync(join(mine, "old/letter.md"), "a person's\n");
  spawnSync("chmod", ["-R", "a+rwX", mine]);
  for (const name of ["staging", "runs", "rejected", "logs"]) {
    if (existsSync(join(place.home, name))) renameSync(join(place.home, name), join(place.dir, `${name}.was`));
    symlinkSync(mine, join(place.home, name));
  }
  const before = snapshot(mine);
  expect(ok("consolidate", "--offline", "--force")).toContain("was a link");
  ok("clear", "--yes");
  expect(snapshot(mine)).toEqual(before);
  expect(lstatSync(join(place.home, "runs"), { throwIfNoEntry: false })?.isSymbolicLink()).not.toBe(true);
});

test("a link in the place of a folder with content is named, and neither followed nor removed", () => {
  const mine = join(place.dir, "my-own");
  mkdirSync(mine);
  writeFileSync(join(mine, "01.md"), "thread_id: x\n");
  spawnSync("chmod", ["-R", "a+rwX", mine]);
  for (const name of ["rollout_summaries", "skills", "extensions", "extensions/team"]) {
    const path = join(place.root, name);
    if (name === "extensions/team") mkdirSync(join(place.root, "extensions"), { recursive: true });
    if (existsSync(path)) renameSync(path, join(place.dir, "was"));
    symlinkSync(mine, path);
    const before = snapshot(mine);
    for (const args of [["consolidate", "--offline", "--force"], ["clear", "--yes"], ["undo"]]) {
      const { exit, stderr } = place.run(args);
      expect({ args, name, exit, stderr }).toEqual({ args, name, exit: 1, stderr: expect.stringContaining(path) });
    }
    expect(snapshot(mine)).toEqual(before);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    spawnSync("rm", [path]);
    if (existsSync(join(place.dir, "was"))) renameSync(join(place.dir, "was"), path);
  }
  ok("consolidate", "--offline", "--force");
});

test("the home and the root themselves may be links: they are followed and kept", () => {
  const [home, root] = [join(place.dir, "real-home"), join(place.dir, "real-root")];
  renameSync(place.root, root);
  renameSync(place.home, home);
  symlinkSync(home, place.home);
  symlinkSync(root, join(home, "memories"));
  ok("consolidate", "--offline", "--force");
  expect(lstatSync(place.home).isSymbolicLink() && lstatSync(join(home, "memories")).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(root, "memory_summary.md"), "utf8")).toStartWith("v1\n");
});
