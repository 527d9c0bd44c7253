import { afterEach, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { binary, denoProgram, type Sandbox, sandbox, TOP } from "../helpers/cli.ts";
import { SAMPLE_NOW } from "../helpers/moment.ts";
import { snapshot } from "../helpers/snapshot.ts";

let place: Sandbox | undefined;
afterEach(() => {
  place?.dispose();
  place = undefined;
});

const gitFolder = dirname(spawnSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).stdout.trim());

/** The commands of the quickstart, as a program and its arguments; returns all that they printed. */
function wholeJob(here: Sandbox): string {
  const printed: string[] = [];
  for (const args of [
    ["extract", "--offline", "--limit", "8", "--json"],
    ["consolidate", "--offline", "--json"],
    ["diff", "--exit-code"],
    ["status", "--json"],
    ["instructions"],
  ]) {
    const { exit, stdout, stderr } = here.run(args);
    expect({ args, exit, stderr: exit === 0 ? "" : stderr }).toEqual({ args, exit: 0, stderr: "" });
    printed.push(stdout.replaceAll(/"duration_ms":\d+/g, '"duration_ms":0').replaceAll(here.dir, "~"));
  }
  return printed.join("");
}

function filesOf(root: string): Record<string, string> {
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => !name.startsWith(".git"));
  return Object.fromEntries(
    names
      .filter((name) => statSync(join(root, name)).isFile())
      .map((name) => [name, readFileSync(join(root, name), "utf8")]),
  );
}

test("the binary alone, in an empty folder with an empty environment, does the whole job", () => {
  place = sandbox();
  const alone = join(place.dir, "alone");
  mkdirSync(alone);
  copyFileSync(binary(), join(alone, "memories"));
  chmodSync(join(alone, "memories"), 0o755);
  const run = (...args: string[]) =>
    spawnSync(
      "./memories",
      [...args, "--home", `${alone}/home`, "--codex-home", place?.codexHome ?? "", "--now", SAMPLE_NOW],
      {
        cwd: alone,
        env: { PATH: gitFolder },
        encoding: "utf8",
      },
    );
  expect(run("extract", "--offline", "--limit", "8").status).toBe(0);
  expect(run("consolidate", "--offline").status).toBe(0);
  expect(run("diff", "--exit-code").status).toBe(0);
  expect(readFileSync(join(alone, "home/memories/memory_summary.md"), "utf8")).toStartWith("v1\n");
  expect(readdirSync(alone).toSorted()).toEqual(["home", "memories"]);
});

test("nothing but the home is written: not the codex home, not the folder one stands in, not the temporary folder", () => {
  place = sandbox({ sessions: join(TOP, "fixtures/reference/home") });
  const temporary = join(place.dir, "tmp");
  mkdirSync(temporary);
  place.env.TMPDIR = temporary;
  place.env.BUN_TMPDIR = temporary;
  const before = snapshot(place.codexHome);
  wholeJob(place);
  expect(snapshot(place.codexHome)).toEqual(before);
  expect(readdirSync(temporary)).toEqual([]);
  expect(readdirSync(place.dir).toSorted()).toEqual([".codex", ".memories", "tmp"]);
});

test("everything that is written is private to the user", () => {
  place = sandbox();
  wholeJob(place);
  const open = readdirSync(place.home, { recursive: true, encoding: "utf8" }).filter(
    (name) => (statSync(join(place?.home ?? "", name)).mode & 0o077) !== 0,
  );
  expect(open).toEqual([]);
  expect(statSync(place.home).mode & 0o777).toBe(0o700);
});

test("Bun and Deno run the same source to the same output and the same files", () => {
  const programs = [[process.execPath], [denoProgram(), "run", "-A"]];
  const results = programs.map((program) => {
    const here = sandbox({ program: [...program, join(TOP, "cli/main.ts")] });
    try {
      return { printed: wholeJob(here), files: filesOf(here.root) };
    } finally {
      here.dispose();
    }
  });
  const text = (result: (typeof results)[number] | undefined) =>
    JSON.stringify(result)
      .replaceAll(/memories-cli-\w+/g, "HOME")
      .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")
      .replaceAll(/12-00-00-[0-9a-f]{8}/g, "RUN")
      // Each program is a process of its own.
      .replaceAll(/pid%3A%5B\d+%5D \d+ ID%3A\d+/g, "PROCESS")
      .replaceAll(/pid\\*":\d+,\\*"start_time\\*":\\*"ID:\d+/g, "PROCESS")
      // The folder's path stands in the files, so the commits differ.
      .replaceAll(/"baseline\\*":\\*"[0-9a-f]{40}/g, "BASELINE");
  expect(text(results[0])).toEqual(text(results[1]));
});

test("the quickstart shows the whole idea and leaves the checkout as it found it", () => {
  const state = () => spawnSync("git", ["status", "--porcelain"], { cwd: TOP, encoding: "utf8" }).stdout;
  const before = state();
  const run = spawnSync(process.execPath, ["scripts/quickstart.ts"], { cwd: TOP, encoding: "utf8" });
  expect({ status: run.status, stderr: run.status === 0 ? "" : run.stderr }).toEqual({ status: 0, stderr: "" });
  for (const shown of [
    "$ memories extract",
    "$ memories consolidate",
    "$ memories diff",
    "$ memories citations",
    "memory_summary.md",
    "MEMORY.md",
    "dist/memories consolidate",
  ]) {
    expect(run.stdout).toContain(shown);
  }
  expect(state()).toBe(before);
});
