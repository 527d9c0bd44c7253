/** What a person may be without: a key, sessions, a home that can be written, git, a database of ours. */

import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { binary, type CliResult, type Sandbox, sandbox } from "../helpers/cli.ts";
import { snapshot } from "../helpers/snapshot.ts";
import { unprivilegedSandbox } from "../helpers/unprivileged.ts";

let place: Sandbox;
beforeEach(() => {
  place = sandbox();
});
afterEach(() => place.dispose());

const ONE_LINE_AND_REMEDY = /^memories: [^\n]+\n {2}[^\n]+\n$/;
const words = (line: string): string[] => line.split(" ");

/** One line that says `what`, one with the remedy, the same as JSON, and nothing else. */
function expectRefused(line: string, what: RegExp, exit: 1 | 2 = 2, env: Record<string, string> = {}): CliResult {
  const before = snapshot(place.dir);
  const result = place.run(words(line), { env });
  expect({ line, ...result }).toEqual({ line, exit, signal: null, stdout: "", stderr: expect.stringMatching(what) });
  expect(result.stderr).toMatch(ONE_LINE_AND_REMEDY);
  const asJson = place.run([...words(line), "--json"], { env });
  expect({ line, exit: asJson.exit, stderr: asJson.stderr }).toEqual({ line, exit, stderr: result.stderr });
  expect(JSON.parse(asJson.stdout)).toEqual({
    error: { code: expect.any(String), message: expect.any(String), hint: expect.any(String) },
  });
  expect({ line, ...withoutState(snapshot(place.dir)) }).toEqual({ line, ...withoutState(before) });
  return result;
}

/** A refused command may have made the database with its index, and an empty working folder; nothing else. */
function withoutState(seen: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(seen).filter(([name]) => !/^\.memories(\/(memories\.db.*|cache.*|machine-id|staging))?$/.test(name)),
  );
}

test("no key: exit 2, the variable is named and the two ways to go without", () => {
  const { stderr } = expectRefused("extract", /OPENAI_API_KEY is not set/);
  expect(stderr).toContain("--model replay:DIR");
  expect(stderr).toContain("--offline");
  place.run(["extract", "--offline"]);
  expectRefused("consolidate", /OPENAI_API_KEY is not set/);
  expect(existsSync(place.root)).toBe(false);
  // Nothing would be asked: no key is needed.
  expect(place.run(["extract", "--max-rollout-age-days", "0"])).toMatchObject({ exit: 0 });
  expect(place.run(["consolidate", "--offline"])).toMatchObject({ exit: 0 });
  expect(place.run(["consolidate", "--force"])).toMatchObject({ exit: 0 });
});

test("run without a key says so with the remedy, and as JSON in its report", () => {
  const { exit, stdout, stderr } = place.run(["run", "--json"]);
  expect(exit).toBe(2);
  expect(stderr).toMatch(/OPENAI_API_KEY is not set\n {2}set OPENAI_API_KEY, or go without a key: /);
  expect(JSON.parse(stdout)).toMatchObject({ extract: { status: "refused" }, error: { code: "no_api_key" } });
});

test("no folder of sessions, or an empty one: exit 0, and it is said", () => {
  for (const prepare of [
    () => rmSync(join(place.codexHome, "sessions"), { recursive: true }),
    () => mkdirSync(join(place.codexHome, "sessions")),
  ]) {
    prepare();
    for (const line of [
      "extract",
      "extract --dry-run",
      "status",
      "threads",
      "run --offline",
      "consolidate --offline",
    ]) {
      const { exit, stderr } = place.run(words(line));
      expect({ line, exit, stderr }).toEqual({
        line,
        exit: 0,
        stderr: expect.stringContaining(join(place.codexHome, "sessions")),
      });
      expect(stderr).toMatch(/no (folder of )?transcripts/);
    }
    expect(place.json(["extract"])).toMatchObject({ status: "nothing_to_do", claimed: 0, jobs: [] });
    expect(place.run(["extract", "--quiet"])).toMatchObject({ exit: 0, stderr: "" });
    rmSync(place.home, { recursive: true });
  }
});

test("a folder of sessions that is gone though threads are indexed under it: exit 1, and nothing changes", () => {
  place.run(["extract", "--offline"]);
  const sessions = join(place.codexHome, "sessions");
  renameSync(sessions, join(place.dir, "away"));
  for (const line of ["extract --offline", "extract --dry-run", "status", "threads", "run --offline", "prune"]) {
    expectRefused(line, /folder of transcripts is gone: .*sessions, though 8 threads are indexed/, 1);
  }
  renameSync(join(place.dir, "away"), sessions);
  expect(place.json(["status"])).toMatchObject({ stage1_outputs: 7, threads: { missing: 0, up_to_date: 8 } });
});

test("sessions that cannot be read are refused before a home is made; a single one is passed over and named", () => {
  place.dispose();
  place = unprivilegedSandbox();
  const sessions = join(place.codexHome, "sessions");
  for (const path of [sessions, place.codexHome]) {
    chmodSync(path, 0);
    for (const line of ["extract --offline", "status", "run --offline"]) {
      const { exit, stdout, stderr } = place.run(words(line));
      expect({ line, exit, stdout }).toEqual({ line, exit: 2, stdout: "" });
      expect(stderr).toMatch(
        /memories: folder of transcripts cannot be listed: .*permission denied[^\n]*\n {2}check its permissions[^\n]*\n$/,
      );
    }
    expect(existsSync(place.home)).toBe(false);
    chmodSync(path, 0o755);
  }
  const day = join(sessions, "2026/11/22");
  const [first = ""] = readdirSync(day);
  chmodSync(join(day, first), 0);
  const { exit, stderr } = place.run(["extract", "--offline", "--limit", "8"]);
  expect(exit).toBe(0);
  expect(stderr).toContain(`warning: transcript skipped: transcript cannot be read: ${join(day, first)}`);
  expect(place.json(["status"])).toMatchObject({ threads: { up_to_date: 7 } });
});

test("a home that cannot be written is refused, and nothing is half-made", () => {
  place.dispose();
  place = unprivilegedSandbox();
  chmodSync(place.dir, 0o555);
  for (const line of [
    "extract --offline",
    "status",
    "run --offline",
    "consolidate --offline",
    "note something",
    "prune",
  ]) {
    expectRefused(line, /permission denied/);
  }
  expect(existsSync(place.home)).toBe(false);
  // What needs no home works.
  expect(place.run(["citations"], { input: "text" })).toMatchObject({
    exit: 0,
    stdout: expect.stringContaining('"entries":[]'),
  });
  expect(place.run(["diff"])).toMatchObject({ exit: 0 });
  expect(place.run(["run", "--hook", "--offline"])).toMatchObject({ exit: 0, stdout: "" });
  chmodSync(place.dir, 0o755);
});

test("git that is missing or too old is refused before anything is done", () => {
  const bin = join(place.dir, "bin");
  mkdirSync(bin);
  expectRefused("run --offline", /git is not installed/, 2, { PATH: bin });
  expectRefused("consolidate --offline", /git is not installed/, 2, { PATH: bin });
  expectRefused("diff", /git is not installed/, 2, { PATH: bin });
  writeFileSync(join(bin, "git"), "#!/bin/sh\necho git version 2.29.9\n", { mode: 0o755 });
  expectRefused("run --offline", /git is too old: git version 2\.29\.9/, 2, { PATH: bin });
  expectRefused("consolidate --dry-run", /git is too old/, 2, { PATH: bin });
  expect(existsSync(place.home)).toBe(false);
  expect(place.run(["doctor"], { env: { PATH: bin } })).toMatchObject({
    exit: 1,
    stdout: expect.stringMatching(/FAILED +git +git is too old/),
  });
  expect(place.run(["extract", "--offline"], { env: { PATH: bin } })).toMatchObject({ exit: 0 });
});

test("a database that is none, is damaged, is another program's or a newer one's is refused and left as it is", () => {
  mkdirSync(place.home, { mode: 0o700 });
  const path = join(place.home, "memories.db");
  const all = ["status", "extract --offline", "run --offline", "clear --yes", "jobs"];
  writeFileSync(path, "no database at all");
  for (const line of all) expectRefused(line, /state database refused: .*the file is not a database/);
  expect(readdirSync(place.home)).toEqual(["memories.db"]);
  rmSync(path);
  mkdirSync(path);
  for (const line of all) expectRefused(line, /state database refused: .*it is a folder/);
  rmSync(path, { recursive: true });
  const sql = (text: string) => {
    const db = new Database(path);
    db.exec(text);
    db.close();
  };
  sql("CREATE TABLE threads (id TEXT PRIMARY KEY)");
  for (const line of all) expectRefused(line, /it holds the tables of another program/);
  rmSync(path);
  place.run(["status"]);
  sql("PRAGMA user_version = 99");
  for (const line of all) expectRefused(line, /written by a newer version: .* has schema 99, this program knows \d+/);
});

test("a root that is not ours is refused untouched by everything that would write there", () => {
  mkdirSync(place.root, { recursive: true });
  spawnSync("git", ["init", "-q", place.root]);
  writeFileSync(join(place.root, "thesis.txt"), "mine");
  const before = snapshot(place.root);
  for (const line of [
    "consolidate --offline",
    "run --offline",
    "prune",
    "undo",
    "clear --yes",
    "forget 01a203bf-0c85",
    "diff",
  ]) {
    expect(expectRefused(line, /is not a memory root of ours/).stderr).toContain("--root DIR");
  }
  expectRefused("note something", /no note is written/);
  expect(place.run(["status"])).toMatchObject({
    exit: 0,
    stdout: expect.stringContaining("holds a git repository that is not a memory baseline"),
  });
  expect(place.run(["doctor"])).toMatchObject({
    exit: 1,
    stdout: expect.stringMatching(/FAILED +root .*is not a memory root of ours/),
  });
  expect(snapshot(place.root)).toEqual(before);
});

test("output that cannot be written is an error, a reader that has gone is none", () => {
  const sh = (script: string) =>
    spawnSync("sh", ["-c", script, "sh", binary()], { cwd: place.dir, env: place.env, encoding: "utf8" });
  for (const command of ["status", "status --json", "--help", "man", "config", "redact < /etc/hostname"]) {
    expect(sh(`"$1" ${command} > /dev/full`)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^memories: cannot write to standard output: ENOSPC/),
    });
  }
  for (const command of [
    "status",
    "threads --json",
    "--help",
    "--version",
    "man",
    "completions zsh",
    "config",
    "extract --dry-run --quiet",
  ]) {
    const { stderr, stdout } = sh(`{ "$1" ${command}; echo "exit $?" >&2; } | true`);
    expect({ command, stdout, stderr }).toEqual({ command, stdout: "", stderr: "exit 0\n" });
  }
});
