/** The sample under `fixtures/ci/`: replayed in a clean clone elsewhere, whatever model it was recorded with. */

import { afterAll, expect, test } from "bun:test";
import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { SESSIONS_PER_RUN } from "../../lib/core/constants.ts";
import { githubActionsRecipe } from "../../lib/core/cost/recipes/github-actions-recipe.ts";
import { binary, programFolder, TOP } from "../helpers/cli.ts";
import { MEMORY } from "../helpers/extract-world.ts";
import { startModelServer } from "../helpers/model-server.ts";
import { SAMPLE_NOW } from "../helpers/moment.ts";
import { runProgram } from "../helpers/run-program.ts";

const dir = realpathSync(mkdtempSync(join(tmpdir(), "memories-clone-")));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A repository with the sample, and a clean clone of it at a path of its own. */
function clone(name: string): string {
  const origin = join(dir, `${name}-origin`);
  cpSync(join(TOP, "fixtures/ci"), origin, { recursive: true });
  const git = (...args: string[]) => execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args]);
  git("-C", origin, "init", "-q");
  git("-C", origin, "add", "-A");
  git("-C", origin, "commit", "-q", "-m", "sample");
  const path = join(dir, name, "a folder", "checkout");
  mkdirSync(join(dir, name, "a folder"), { recursive: true });
  git("clone", "-q", origin, path);
  return path;
}

interface Workflow {
  readonly jobs: {
    readonly replay: { readonly steps: { readonly run?: string; readonly env?: Record<string, string> }[] };
  };
}

/** Runs the steps of the workflow as a runner does; the first that fails ends it. */
function runSteps(checkout: string) {
  const text = readFileSync(join(checkout, ".github/workflows/memories.yml"), "utf8");
  const temp = mkdtempSync(join(dir, "runner-"));
  const env = {
    PATH: `${programFolder(temp, [binary()])}:${process.env.PATH}`,
    HOME: temp,
    RUNNER_TEMP: temp,
    LANG: "C.UTF-8",
  };
  let stdout = "";
  let stderr = "";
  for (const { run, env: more } of (parse(text) as Workflow).jobs.replay.steps) {
    if (run === undefined) continue;
    const step = spawnSync("bash", ["-e", "-o", "pipefail", "-c", run], {
      cwd: checkout,
      env: { ...env, ...more },
      encoding: "utf8",
    });
    stdout += run.includes("--version") ? "" : step.stdout;
    stderr += step.stderr;
    if (step.status !== 0) return { exit: step.status, stdout, stderr };
  }
  return { exit: 0, stdout, stderr };
}

test("the workflow passes in a clean clone, and is silent", () => {
  expect(runSteps(clone("same"))).toEqual({ exit: 0, stdout: "", stderr: "" });
});

test("the workflow of the sample is the recipe", () => {
  const [recipe] = githubActionsRecipe({ limit: SESSIONS_PER_RUN });
  expect(readFileSync(join(TOP, "fixtures/ci/.github/workflows/memories.yml"), "utf8")).toBe(recipe?.text ?? "");
});

test("a folder that differs fails loudly: a diff, the session behind each line, exit 1", () => {
  const checkout = clone("other");
  const handbook = join(checkout, "golden/MEMORY.md");
  const [, id = ""] = /thread_id=([0-9a-f-]{36})/.exec(readFileSync(handbook, "utf8")) ?? [];
  appendFileSync(handbook, `\n## Task 9: gone\n\n- thread_id=${id}\n- A line that is made no more.\n`);
  const { exit, stdout } = runSteps(checkout);
  expect(exit).toBe(1);
  expect(stdout).toContain("--- a/MEMORY.md");
  expect(stdout).toContain("-- A line that is made no more.");
  expect(stdout).toMatch(new RegExp(`- MEMORY\\.md:\\d+ {2}${id} {2}- A line that is made no more\\.`));
});

test("the recording says no path of the machine that made it", () => {
  for (const folder of ["recording", "golden"]) {
    for (const name of readdirSync(join(TOP, "fixtures/ci", folder), { recursive: true, encoding: "utf8" })) {
      if (!/\.(json|md)$/.test(name)) continue;
      expect(readFileSync(join(TOP, "fixtures/ci", folder, name), "utf8")).not.toContain("memories-ci-");
    }
  }
});

const replay = (checkout: string, home: string, ...more: string[]) => [
  ...["run", "--home", home, "--codex-home", join(checkout, "codex-home"), "--limit", "8"],
  ...["--replay", join(checkout, "recording"), "--check", join(checkout, "golden"), ...more],
];
const base = { PATH: process.env.PATH ?? "", HOME: dir, MEMORIES_NOW: SAMPLE_NOW, LANG: "C.UTF-8" };

test("--record-missing asks a live model for what the recording lacks, and only for that, and adds it", async () => {
  const checkout = clone("missing");
  const folder = join(checkout, "recording");
  const [gone = ""] = readdirSync(folder).filter((name) =>
    readFileSync(join(folder, name), "utf8").includes("rollout_slug"),
  );
  rmSync(join(folder, gone));
  const failed = await runProgram(binary(), replay(checkout, join(dir, "h1"), "--json"), base);
  expect(failed.exit).toBe(1);
  expect(failed.stdout).toContain("no recorded answer");
  const secret = `ghp_${"aB3dE6gH9j".repeat(4).slice(0, 36)}`;
  const answer = { ...MEMORY, raw_memory: `the token is ${secret}` };
  const server = await startModelServer(() => ({ kind: "answer", answer }));
  const env = { ...base, OPENAI_BASE_URL: server.baseUrl };
  const home = join(dir, "h2");
  await runProgram(binary(), replay(checkout, home, "--record-missing", "--json", "--concurrency", "1"), env);
  // The session, and the agent's steps that read what it said; the other sessions were in the recording.
  expect(server.requests.filter(({ body }) => !Array.isArray(body.tools) || body.tools.length === 0).length).toBe(1);
  expect(readdirSync(folder)).toContain(gone);
  expect(readFileSync(join(folder, gone), "utf8")).not.toContain(secret);
  await server.close();
});

test("--check refuses a golden folder that is not there before it runs, and says how to make it", async () => {
  const checkout = clone("golden");
  rmSync(join(checkout, "golden"), { recursive: true });
  const home = join(dir, "h3");
  const refused = await runProgram(binary(), replay(checkout, home), base);
  expect([refused.exit, refused.stderr]).toEqual([2, expect.stringContaining("--accept")]);
  const accepted = await runProgram(binary(), replay(checkout, home, "--accept", "--json"), base);
  expect(JSON.parse(accepted.stdout)).toMatchObject({ check: { same: true, accepted: true } });
  expect((await runProgram(binary(), replay(checkout, join(dir, "h4"), "--json"), base)).exit).toBe(0);
});
