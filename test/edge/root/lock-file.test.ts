import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { processStart } from "../../../lib/edge/process/process-identity.ts";
import { lockFilePath, takeLockFile } from "../../../lib/edge/root/lock-file.ts";

let dir = "";
let root = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "memories-lock-"));
  root = join(dir, "memories");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function take() {
  const outcome = await takeLockFile(root);
  if (outcome.kind !== "taken") throw new Error("the lock file is held");
  return outcome.lock;
}
const plant = (holder: object) => writeFileSync(lockFilePath(root), JSON.stringify(holder));

test("the lock lies beside the root, is private, and says who holds it", async () => {
  const lock = await take();
  expect(lock.path).toBe(join(dir, ".memories.lock"));
  const holder = JSON.parse(readFileSync(lock.path, "utf8"));
  expect(holder).toMatchObject({ pid: process.pid, machine: hostname(), process_start: processStart(process.pid) });
  expect(await takeLockFile(root)).toMatchObject({ kind: "held", holder: { pid: process.pid } });
  await lock.release();
  expect(readdirSync(dir)).toEqual([]);
});

test("a lock whose process has gone is taken over", async () => {
  const child = spawn("sleep", ["100"]);
  const start = processStart(child.pid ?? 0);
  plant({ pid: child.pid, machine: hostname(), process_start: start, id: "x" });
  expect((await takeLockFile(root)).kind).toBe("held");
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
  await (await take()).release();
  expect(readdirSync(dir)).toEqual([]);
});

test("a later process with the same number does not keep a dead one's lock alive", async () => {
  plant({ pid: process.pid, machine: hostname(), process_start: "an earlier boot:1", id: "x" });
  expect((await takeLockFile(root)).kind).toBe("taken");
});

test("a lock of another machine holds, since nobody here can tell", async () => {
  plant({ pid: 1, machine: `${hostname()}-other`, process_start: "?", id: "x" });
  expect((await takeLockFile(root)).kind).toBe("held");
});

test("a lock appears whole, so that an empty or torn one is garbage at once", async () => {
  for (const text of ["", "\0".repeat(100), '{"pid":']) {
    writeFileSync(lockFilePath(root), text);
    await (await take()).release();
    expect(readdirSync(dir)).toEqual([]);
  }
});

test("drafts that killed processes left are removed, one that is being written is not", async () => {
  const draft = (name: string, text: string) => writeFileSync(`${lockFilePath(root)}.${name}.new`, text);
  draft("dead", JSON.stringify({ pid: 2 ** 30, machine: hostname(), process_start: "gone", id: "dead" }));
  draft("torn", "{");
  const old = new Date(Date.now() - 60_000);
  utimesSync(`${lockFilePath(root)}.torn.new`, old, old);
  draft("begun", "");
  await (await take()).release();
  expect(readdirSync(dir)).toEqual([".memories.lock.begun.new"]);
});

test("a link in the lock's place is garbage, wherever it leads, and what it leads to stays as it is", async () => {
  const target = join(dir, "target");
  writeFileSync(target, "a person's");
  for (const place of [target, join(dir, "nowhere")]) {
    symlinkSync(place, lockFilePath(root));
    await (await take()).release();
    expect(readdirSync(dir)).toEqual(["target"]);
  }
  expect(readFileSync(target, "utf8")).toBe("a person's");
});

test("a lock file that somebody replaced is noticed and not removed on release", async () => {
  const lock = await take();
  expect(await lock.isHeld()).toBe(true);
  plant({ pid: process.pid, machine: hostname(), process_start: processStart(process.pid), id: "other" });
  expect(await lock.isHeld()).toBe(false);
  await lock.release();
  expect(existsSync(lock.path)).toBe(true);
});

test("of twenty that meet a stale lock at once exactly one gets it", async () => {
  for (let round = 0; round < 20; round += 1) {
    plant({ pid: 2 ** 30, machine: hostname(), process_start: "gone", id: "stale" });
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => takeLockFile(root)));
    const taken = outcomes.filter((outcome) => outcome.kind === "taken");
    expect(taken.length).toBe(1);
    for (const outcome of taken) if (outcome.kind === "taken") await outcome.lock.release();
    expect(readdirSync(dir)).toEqual([]);
  }
});

test("a process that does not exist has no start, and every other keeps its own", () => {
  expect(processStart(2 ** 30)).toBeUndefined();
  expect(processStart(0)).toBeUndefined();
  expect(processStart(process.pid)).toBe(processStart(process.pid) ?? "");
  expect(processStart(process.pid)).not.toBe(processStart(1));
});
