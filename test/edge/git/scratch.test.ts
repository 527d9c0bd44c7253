import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { makeScratch, planScratch, removeLeftovers, removeScratch } from "../../../lib/edge/git/run/scratch.ts";
import { processStart } from "../../../lib/edge/process/process-identity.ts";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "memories-scratch-"));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** A scratch folder that seems to be of another process. */
function scratchOf(pid: number, mark?: string, start = processStart(pid)?.split(":")[1] ?? "1"): string {
  const [, , ours, , random] = basename(planScratch(parent).dir).split("-");
  const name = `git-${pid}-${mark ?? ours}-${start}-${random}`;
  mkdirSync(join(parent, name, "contents"), { recursive: true });
  return name;
}

test("a killed process's scratch folder goes at once, a living one's and its own stay", async () => {
  const own = planScratch(parent);
  makeScratch(own);
  const living = spawn("sleep", ["600"]);
  const stays = scratchOf(living.pid ?? 0);
  scratchOf(spawnSync("true").pid);
  removeLeftovers(parent);
  expect(readdirSync(parent).toSorted()).toEqual([basename(own.dir), stays].toSorted());
  living.kill("SIGKILL");
  await once(living, "exit");
  removeLeftovers(parent);
  expect(readdirSync(parent)).toEqual([basename(own.dir)]);
  removeScratch(own);
  expect(existsSync(own.dir)).toBe(false);
});

test("a later process with the number of a killed one does not keep its scratch folder", () => {
  scratchOf(process.pid, undefined, "1");
  removeLeftovers(parent);
  expect(readdirSync(parent)).toEqual([]);
});

test("one of another machine, whose processes cannot be seen, goes after a day", () => {
  const other = scratchOf(spawnSync("true").pid, "0123456789ab");
  const hours = (count: number) => new Date(Date.now() - count * 3_600_000);
  utimesSync(join(parent, other), hours(23), hours(23));
  removeLeftovers(parent);
  expect(readdirSync(parent)).toEqual([other]);
  utimesSync(join(parent, other), hours(25), hours(25));
  removeLeftovers(parent);
  expect(readdirSync(parent)).toEqual([]);
});

test("what is named otherwise stays, and no folder is none", () => {
  for (const name of ["2026-11-23T12-00-00-0123abcd", "git-me", "git-1-x-y", "git-1-x-1-y"])
    mkdirSync(join(parent, name));
  removeLeftovers(parent);
  expect(readdirSync(parent)).toHaveLength(4);
  removeLeftovers(join(parent, "absent"));
});
