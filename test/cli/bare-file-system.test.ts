import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { binary, type Sandbox, sandbox } from "../helpers/cli.ts";

const canInject = spawnSync("strace", ["-f", "-o", "/dev/null", "true"]).status === 0;
/** What a FAT stick, a phone or a network share answers. */
const BARE = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=link,linkat:error=EPERM"];

let bare: Sandbox;
beforeEach(() => {
  bare = sandbox({ program: [...BARE, "-e", "trace=link,linkat", binary()] });
});
afterEach(() => bare.dispose());

test.if(canInject)("on a file system without hard links everything works, and nothing is left behind", () => {
  for (const args of [
    ["extract", "--limit", "4"],
    ["consolidate"],
    ["extract", "--limit", "4"],
    ["consolidate", "--force"],
  ]) {
    const { exit, stderr } = bare.run([...args, "--offline"]);
    expect({ args, exit, stderr: exit === 0 ? "" : stderr }).toEqual({ args, exit: 0, stderr: "" });
  }
  expect(bare.run(["undo"]).exit).toBe(0);
  expect(readFileSync(join(bare.home, "machine-id"), "utf8")).toMatch(/^[0-9a-f-]{36}\n$/);
  expect(readdirSync(bare.home).filter((name) => /\.(new|tmp|lock)/.test(name))).toEqual([]);
});
