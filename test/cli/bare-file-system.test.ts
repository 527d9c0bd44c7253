import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
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

test.each(["staging", "runs", "rejected", "quarantine", "logs", "cache", "backups"])(
  "a file in the place of the folder %s is set aside, said once, and everything goes on",
  (name) => {
    const place = sandbox();
    try {
      mkdirSync(place.home, { mode: 0o700 });
      writeFileSync(join(place.home, name), "somebody's\n");
      const first = place.run(["run", "--offline", "--limit", "1"]);
      expect(first).toMatchObject({
        exit: 0,
        stderr: expect.stringContaining(`${name} was no folder and was set aside`),
      });
      expect(readFileSync(join(place.home, `${name}.aside`), "utf8")).toBe("somebody's\n");
      const next = place.run(["status"]);
      expect(next.exit).toBe(0);
      expect(next.stderr).not.toContain("was no folder");
    } finally {
      place.dispose();
    }
  },
);

test.if(canInject)("a hook whose log cannot be written does its work, and fails nobody's session", () => {
  const inject = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=mkdir,mkdirat:error=EROFS"];
  const place = sandbox();
  try {
    place.run(["run", "--offline", "--limit", "1"]);
    const [program = "", ...rest] = [...inject, binary(), "run", "--hook", "--offline"];
    const { status, stdout, stderr } = spawnSync(program, rest, { env: place.env, encoding: "utf8", input: "{}" });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
  } finally {
    place.dispose();
  }
});
