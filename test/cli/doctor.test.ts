import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { chmodSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { binary, type Sandbox, sandbox } from "../helpers/cli.ts";
import { snapshot } from "../helpers/snapshot.ts";

const KEY = `sk-proj-${"A1b2C3d4".repeat(6)}`;

interface Check {
  readonly name: string;
  readonly status: string;
  readonly detail: string;
  readonly hint: string | null;
}

let place: Sandbox;
beforeEach(() => {
  place = sandbox();
  expect(place.run(["extract", "--offline", "--limit", "3"]).exit).toBe(0);
});
afterEach(() => place.dispose());

function check(name: string, env: Record<string, string> = {}, args: readonly string[] = []): Check {
  const { stdout } = place.run(["doctor", "--json", ...args], { env });
  const { checks } = JSON.parse(stdout) as { checks: Check[] };
  const found = checks.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no check is called ${name}: ${stdout}`);
  return found;
}

test("in a home that is well doctor finds nothing, and changes nothing but the database", () => {
  const before = snapshot(place.home);
  for (const name of ["files", "file system", "leases", "clock", "leftovers"])
    expect(check(name)).toMatchObject({ status: "ok" });
  const kept = (files: Record<string, string>) =>
    Object.entries(files).filter(([name]) => !name.includes("memories.db"));
  expect(kept(snapshot(place.home))).toEqual(kept(before));
});

test("doctor sees a clock that is behind what was recorded, and one that is far ahead of all sessions", () => {
  const behind = check("clock", { MEMORIES_NOW: "2026-10-01T00:00:00Z" });
  expect(behind).toMatchObject({ status: "warning", detail: expect.stringContaining("ahead then, or is behind now") });
  const ahead = check("clock", { MEMORIES_NOW: "2027-03-01T00:00:00Z" });
  expect(ahead).toMatchObject({ status: "warning", detail: expect.stringContaining("days after the newest session") });
});

test("doctor names a folder of transcripts that is a link", () => {
  const year = join(place.codexHome, "sessions/2026");
  renameSync(year, join(place.dir, "elsewhere"));
  symlinkSync(join(place.dir, "elsewhere"), year);
  expect(check("sessions")).toMatchObject({
    status: "warning",
    detail: `folder cannot be listed: ${year}: a symbolic link, which is not followed`,
  });
});

test("doctor sees leases whose process is gone", async () => {
  const model = Bun.serve({ port: 0, idleTimeout: 0, fetch: () => new Promise<Response>(() => undefined) });
  const env = { ...place.env, OPENAI_BASE_URL: `http://127.0.0.1:${model.port}/v1` };
  const child = spawn(binary(), ["extract", "--model", "m", "--limit", "8"], { cwd: place.dir, env, stdio: "ignore" });
  const db = new Database(join(place.home, "memories.db"), { readonly: true });
  const running = () => db.query("SELECT count(*) AS n FROM jobs WHERE status = 'running'").get() as { n: number };
  while (running().n === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const ended = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGKILL");
  await ended;
  db.close();
  await model.stop(true);
  expect(check("leases")).toMatchObject({
    status: "warning",
    detail: expect.stringContaining("held by processes that are gone"),
    hint: "the next run takes them over at once",
  });
});

test("doctor sees files that others may write, and copies of the database", () => {
  chmodSync(join(place.home, "machine-id"), 0o666);
  expect(check("files")).toMatchObject({
    status: "warning",
    detail: expect.stringContaining("written by other users"),
  });
  chmodSync(join(place.home, "machine-id"), 0o600);
  writeFileSync(join(place.home, "memories.db.bak"), "x");
  expect(check("files")).toMatchObject({ status: "warning", detail: expect.stringContaining("memories.db.bak") });
});

test("plain http beyond this machine is refused by every command that asks a model, named by doctor, and a word away", () => {
  const env = { OPENAI_BASE_URL: "http://192.0.2.1/v1", OPENAI_API_KEY: KEY };
  const model = ["--model", "m"];
  for (const command of [
    ["extract", ...model],
    ["consolidate", ...model],
    ["run", "--extract-model", "m", "--consolidation-model", "m"],
  ]) {
    const { exit, stderr } = place.run(command, { env });
    expect({ command, exit, stderr }).toEqual({
      command,
      exit: 2,
      stderr: expect.stringContaining("without encryption"),
    });
  }
  const named = { ...env, MEMORIES_EXTRACT_MODEL: "m" };
  expect(check("model", named)).toMatchObject({
    status: "warning",
    detail: expect.stringContaining("without encryption"),
  });
  expect(check("model", named, ["--insecure"])).toMatchObject({
    status: "warning",
    detail: expect.stringContaining("keys and sessions go there"),
  });
});

test("neither doctor nor an error about a configuration shows what looks like a secret", () => {
  for (const text of [
    `max_unused_days = "${KEY}"`,
    `"${KEY}" = 1`,
    `db = "libsql://host?authToken=${KEY}"`,
    `db = "${KEY}"`,
    `extract_model = "${KEY}"\nnonsense`,
  ]) {
    writeFileSync(join(place.home, "memories.toml"), `${text}\n`);
    writeFileSync(join(place.codexHome, "config.toml"), `[memories]\n${text}\n`);
    for (const args of [
      ["doctor"],
      ["doctor", "--json"],
      ["status"],
      ["config"],
      ["config", "--json"],
      ["config", "--check", join(place.home, "memories.toml")],
    ]) {
      const { stdout, stderr } = place.run(args);
      expect({ text, args, shown: `${stdout}${stderr}`.includes(KEY) }).toEqual({ text, args, shown: false });
    }
  }
});
