import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { binary, type Sandbox, sandbox } from "../helpers/cli.ts";

/** A signal ends a command within 2 s (page 13); what a busy machine adds to that is no hanging. */
const ENDED_SECONDS = 6;

let place: Sandbox;
beforeEach(() => {
  place = sandbox();
  expect(place.run(["extract", "--offline", "--limit", "3"]).exit).toBe(0);
});
afterEach(() => place.dispose());

interface Ended {
  readonly exit: number | null;
  readonly seconds: number;
  readonly stderr: string;
}

/** Starts the binary, lets `ready` pass, sends a signal, and tells how it ended. */
async function stopped(
  args: readonly string[],
  signal: NodeJS.Signals | undefined,
  ready: () => boolean,
  env: Record<string, string> = {},
): Promise<Ended> {
  const child = spawn(binary(), args, {
    cwd: place.dir,
    env: { ...place.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  child.stdout.resume();
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  while (!ready() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
  const began = performance.now();
  if (signal !== undefined) child.kill(signal);
  const exit = await ended;
  return { exit, seconds: (performance.now() - began) / 1_000, stderr };
}

const after = (ms: number) => {
  const end = performance.now() + ms;
  return () => performance.now() >= end;
};

for (const [signal, exit] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const) {
  test(`${signal} ends a command that waits for a database which another program has locked`, async () => {
    const db = new Database(join(place.home, "memories.db"));
    db.run("BEGIN EXCLUSIVE");
    for (const args of [
      ["extract", "--offline"],
      ["consolidate", "--offline"],
      ["forget", "--before", "2027-01-01", "--yes"],
    ]) {
      const ended = await stopped(args, signal, after(700));
      expect({ args, exit: ended.exit, inTime: ended.seconds < ENDED_SECONDS }).toEqual({ args, exit, inTime: true });
    }
    db.run("ROLLBACK");
    db.close();
    expect(place.run(["consolidate", "--offline"]).exit).toBe(0);
  });
}

for (const hanging of ["hash-object", "update-ref", "read-tree", "rev-list"]) {
  test(`SIGINT ends a consolidation whose git hangs in ${hanging}, and the next run takes over at once`, async () => {
    const bin = join(place.dir, "bin");
    mkdirSync(bin);
    const hung = join(place.dir, "hung");
    const real = Bun.which("git");
    const script = `#!/bin/sh\nif [ "$1" = ${hanging} ]; then : > ${hung}; trap '' TERM INT HUP; sleep 1000 & wait; sleep 1000; fi\nexec ${real} "$@"\n`;
    writeFileSync(join(bin, "git"), script, { mode: 0o755 });
    const ended = await stopped(["consolidate", "--offline"], "SIGINT", () => existsSync(hung), {
      PATH: `${bin}:${place.env.PATH}`,
    });
    expect(existsSync(hung)).toBe(true);
    expect({ exit: ended.exit, inTime: ended.seconds < ENDED_SECONDS }).toEqual({ exit: 130, inTime: true });
    expect(place.json(["consolidate", "--offline"])).toMatchObject({ status: expect.stringMatching(/^succeeded/) });
  });
}

test("a session hook waits neither for its input nor for a locked database", async () => {
  const open = await stopped(["run", "--hook", "--offline"], undefined, () => true);
  expect({ exit: open.exit, inTime: open.seconds < ENDED_SECONDS + 2 }).toEqual({ exit: 0, inTime: true });
  const db = new Database(join(place.home, "memories.db"));
  db.run("BEGIN EXCLUSIVE");
  const locked = await stopped(["run", "--hook", "--offline"], undefined, () => true);
  db.run("ROLLBACK");
  db.close();
  expect({ exit: locked.exit, inTime: locked.seconds < ENDED_SECONDS + 4 }).toEqual({ exit: 0, inTime: true });
});
