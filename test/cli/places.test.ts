import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { binary, type Sandbox, sandbox } from "../helpers/cli.ts";
import { startModelServer } from "../helpers/model-server.ts";
import { unprivilegedSandbox } from "../helpers/unprivileged.ts";

const COMMANDS = [
  ["status"],
  ["extract", "--offline"],
  ["consolidate", "--offline"],
  ["instructions"],
  ["doctor"],
  ["note", "a"],
];

let place: Sandbox;
beforeEach(() => {
  place = sandbox();
});
afterEach(() => place.dispose());

/** Runs the binary with bytes in its environment that no string can hold. */
function inShell(script: string): { readonly exit: number | null; readonly stderr: string } {
  const { status, stderr } = spawnSync("sh", ["-c", script, "sh", binary()], {
    cwd: place.dir,
    env: place.env,
    encoding: "utf8",
  });
  return { exit: status, stderr };
}

test("a relative HOME, and places that are not UTF-8 or too long, are refused, and nothing is made anywhere", () => {
  const before = readdirSync(place.dir, "latin1");
  const long = `/tmp/${"y".repeat(200)}`.repeat(20);
  for (const args of COMMANDS) {
    expect(place.run(args, { env: { HOME: "rel" } })).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('HOME is no absolute path: "rel"'),
    });
    for (const option of ["--home", "--root", "--codex-home"]) {
      expect(place.run([...args, option, long])).toMatchObject({
        exit: 2,
        stderr: expect.stringContaining("the path is too long"),
      });
    }
  }
  for (const name of ["HOME", "MEMORIES_HOME", "CODEX_HOME", "MEMORIES_ROOT"]) {
    const { exit, stderr } = inShell(`${name}="$PWD/$(printf 'x\\377')" exec "$1" extract --offline`);
    expect({ name, exit, stderr }).toEqual({ name, exit: 2, stderr: expect.stringContaining("is not UTF-8") });
  }
  expect(readdirSync(place.dir, "latin1")).toEqual(before);
});

test("a session hook under such a HOME fails nobody's session", () => {
  expect(place.run(["run", "--hook", "--offline"], { env: { HOME: "rel" } })).toMatchObject({ exit: 0, stdout: "" });
});

test("a home that cannot be written is refused before a model is asked", async () => {
  const server = await startModelServer(() => ({ kind: "answer", answer: {} }));
  const closed = unprivilegedSandbox();
  try {
    chmodSync(closed.dir, 0o500);
    const model = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: "none" };
    for (const command of ["extract", "consolidate", "run"]) {
      const { exit, stderr } = closed.run([command], { env: model });
      expect({ command, exit, stderr }).toEqual({
        command,
        exit: 2,
        stderr: expect.stringContaining("cannot write the home of memories"),
      });
    }
    chmodSync(closed.dir, 0o700);
    expect(closed.run(["extract", "--offline", "--limit", "2"]).exit).toBe(0);
    chmodSync(join(closed.home, "memories.db"), 0o400);
    chmodSync(closed.home, 0o500);
    for (const command of ["extract", "consolidate"]) {
      const { exit, stderr } = closed.run([command, ...(command === "consolidate" ? ["--force"] : [])], { env: model });
      expect({ command, failed: exit === 1 || exit === 2, stderr }).toEqual({
        command,
        failed: true,
        stderr: expect.not.stringContaining("a bug"),
      });
    }
    expect(server.requests).toEqual([]);
  } finally {
    spawnSync("chmod", ["-R", "u+rwX", closed.dir]);
    closed.dispose();
    await server.close();
  }
});
