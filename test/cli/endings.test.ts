/** How the program ends, and what it says then: exit codes, `--quiet`, `--log-format`, bugs, signals. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { binary, type Sandbox, sandbox } from "../helpers/cli.ts";

let place: Sandbox;
beforeEach(() => {
  place = sandbox();
});
afterEach(() => place.dispose());

const OFFLINE = ["extract", "--offline", "--limit", "2"];
const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");

test("a bug exits 70 with its stack, also as JSON and for a question, and a hook stays silent", () => {
  const env = { MEMORIES_FAULT: "bug:state.open" };
  const { exit, stdout, stderr } = place.run(["status"], { env });
  expect({ exit, stdout }).toEqual({ exit: 70, stdout: "" });
  expect(stderr).toMatch(
    /^memories: a bug: bug injected at state\.open\nTypeError: bug injected at state\.open\n +at /,
  );
  const asJson = place.run(["status", "--json"], { env });
  expect(JSON.parse(asJson.stdout)).toEqual({
    error: { code: "bug", message: "bug injected at state.open", hint: null },
  });
  place.run([...OFFLINE]);
  place.run(["consolidate", "--offline"]);
  expect(place.run(["diff", "--exit-code"], { env }).exit).toBe(70);
  expect(place.run(["run", "--hook", "--offline"], { env })).toMatchObject({ exit: 0, stdout: "", stderr: "" });
  expect(readFileSync(join(place.home, "logs/run.log"), "utf8")).toContain("bug injected");
});

test("a home that somebody broke is trouble, and no bug", () => {
  place.run([...OFFLINE]);
  place.run(["consolidate", "--offline"]);
  for (const broken of [join(place.home, "logs/run.log"), join(place.root, ".git/objects")]) {
    rmSync(broken, { recursive: true, force: true });
    if (broken.endsWith("log")) mkdirSync(broken, { recursive: true });
    else writeFileSync(broken, "not a folder");
    for (const args of [["status"], ["diff"], ["run", "--offline"], ["clear", "--dry-run"]]) {
      const { exit, stderr } = place.run(args);
      expect({ args, exit, bug: stderr.includes("bug") }).toEqual({ args, exit: exit === 0 ? 0 : 1, bug: false });
      if (exit === 1) expect(stderr).toMatch(/^memories: [^\n]+\n {2}[^\n]+\n/);
    }
  }
});

test("an expected error shows its stack with --verbose only", () => {
  expect(place.run(["show", "nobody"]).stderr).not.toMatch(/^ +at /m);
  expect(place.run(["show", "nobody", "--verbose"]).stderr).toMatch(/^ +at /m);
  expect(place.run(["-v", "extrakt"]).stderr).toMatch(/^ +at /m);
});

test("every error of a question is 2, and 1 says that something was found", () => {
  place.run([...OFFLINE]);
  place.run(["consolidate", "--offline"]);
  writeFileSync(join(place.dir, "text"), "a key AKIAABCDEFGHIJKLMNOP\n");
  const questions = [
    ["diff", "--exit-code"],
    ["citations", "--require", "text"],
    ["citations", "--verify", "text"],
    ["redact", "--check", "text"],
  ];
  expect(questions.map((args) => place.run(args).exit)).toEqual([0, 1, 0, 1]);
  appendFileSync(join(place.root, "MEMORY.md"), "mine\n");
  expect(place.run(["diff", "--exit-code"]).exit).toBe(1);
  expect(place.run(["diff"]).exit).toBe(0);
  // Failures that exit 1 elsewhere: a git that fails, a database that cannot be reached.
  expect(place.run(["diff", "--exit-code"], { env: { MEMORIES_FAULT: "fail:state.open" } }).exit).toBe(2);
  expect(place.run(["diff"], { env: { MEMORIES_FAULT: "fail:state.open" } }).exit).toBe(1);
  const unreachable = ["--count", "--db", "http://127.0.0.1:1"];
  writeFileSync(
    join(place.dir, "cited"),
    "<oai-mem-citation><rollout_ids>\n01a203bf-0c85-7cb3-a2c3-0892b45b6468\n</rollout_ids></oai-mem-citation>",
  );
  expect(place.run(["citations", "cited", ...unreachable]).exit).toBe(75);
  expect(place.run(["citations", "--require", "cited", ...unreachable]).exit).toBe(2);
});

test("--quiet leaves nothing on stderr but failures, and stdout as it is", () => {
  const loud = place.run(["extract", "--dry-run"]);
  expect(place.run(["extract", "--dry-run", "--quiet"])).toEqual({ ...loud, stderr: "" });
  const { stdout, stderr } = place.run([...OFFLINE, "-q"]);
  expect(stdout).toBe("");
  expect(stderr).toBe("");
  place.run(["consolidate", "--offline", "-q"]);
  expect(place.run(["consolidate", "--offline", "-q"])).toMatchObject({ exit: 0, stdout: "", stderr: "" });
  expect(place.run(["show", "nobody", "-q"]).stderr).toContain("no session has the id or the title");
  renameSync(join(place.codexHome, "sessions"), join(place.dir, "away"));
  expect(place.run(["status", "-q"])).toMatchObject({ exit: 1, stderr: expect.stringContaining("is gone") });
});

test("a session that fails is told to a quiet run too, and jobs says what comes next", async () => {
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => Response.json({ error: { message: "no such field", type: "invalid_request_error" } }, { status: 400 }),
  });
  const env = { OPENAI_BASE_URL: `http://127.0.0.1:${server.port}/v1` };
  const extract = async (...args: string[]) => {
    const child = place.start(["extract", "--model", "m", "--context-window", "100000", ...args], env);
    let stderr = "";
    child.stderr?.on("data", (chunk) => {
      stderr += chunk;
    });
    return { exit: await new Promise((resolve) => child.on("close", resolve)), stderr };
  };
  const thread = "01a203bf-2647-7572-94de-4d3c6435a8a3";
  const told = `memories: extract: 1 of 1: ${thread} failed: HTTP 400: no such field\n`;
  expect(await extract("--limit", "1", "--quiet")).toEqual({ exit: 1, stderr: told });
  const job = (): unknown => (place.json(["jobs"]) as { jobs: unknown[] }).jobs[0];
  expect(job()).toMatchObject({ job_key: thread, status: "error", standing: "backoff", retry_remaining: 2 });
  expect(place.run(["status"]).stdout).toContain(`${thread}: failed: HTTP 400: no such field; next try after`);
  for (const left of [1, 0]) {
    expect(await extract("--thread", thread)).toEqual({ exit: 1, stderr: told });
    expect(job()).toMatchObject({ retry_remaining: left, standing: left === 0 ? "exhausted" : "backoff" });
  }
  expect(place.json(["explain", thread])).toMatchObject({ decision: "retry_exhausted", job: { until: null } });
  expect(place.json(["jobs", "retry", thread])).toMatchObject({ jobs: [{ status: "pending", retry_remaining: 3 }] });
  expect(place.json(["explain", thread])).toMatchObject({ decision: "claim" });
  await server.stop(true);
});

test("standard input that is a folder, or none at all, is no bug", () => {
  const sh = (script: string) => spawnSync("sh", ["-c", script, "sh", binary()], { cwd: place.dir, env: place.env });
  for (const command of ["note", "citations", "redact", "usage classify", "mcp"]) {
    const { status, stderr } = sh(`"$1" ${command} < /`);
    expect({ command, status, stderr: stderr.toString() }).toEqual({
      command,
      status: 2,
      stderr: expect.stringMatching(/^memories: cannot read standard input: it is a folder\n {2}[^\n]+\n$/),
    });
    expect({ command, status: sh(`"$1" ${command} <&-`).status }).toEqual({
      command,
      status: command === "note" ? 2 : 0,
    });
  }
  expect(sh('"$1" run --hook --offline < /').status).toBe(0);
});

test("with --log-format json each line on stderr is a JSON object, errors included", () => {
  const talk = lines(place.run([...OFFLINE, "--log-format", "json"]).stderr).map((line) => JSON.parse(line));
  expect(talk.length).toBe(2);
  expect(talk[0]).toEqual({
    ts: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    level: "info",
    event: "extract",
    message: expect.stringMatching(/^extract: 1 of 2: .* succeeded$/),
    thread_id: expect.stringMatching(/^01a2/),
    outcome: "succeeded",
    tokens: null,
    run_id: (place.json(["log"]) as { runs: { run: string }[] }).runs[0]?.run,
  });
  const env = { MEMORIES_LOG_FORMAT: "json" };
  for (const [args, code] of [
    [["show", "nobody"], "unknown_thread"],
    [["extrakt"], "unknown_command"],
    [["extract", "--limit", "x"], "bad_option"],
  ] as const) {
    const [line = "", ...rest] = lines(place.run(args, { env }).stderr);
    expect(JSON.parse(line)).toMatchObject({
      ts: expect.any(String),
      level: "error",
      event: "failure",
      code,
      message: expect.any(String),
      hint: expect.any(String),
    });
    expect(rest).toEqual([]);
  }
  const bug = place.run(["status"], { env: { ...env, MEMORIES_FAULT: "bug:state.open" } });
  expect(JSON.parse(bug.stderr)).toMatchObject({
    level: "error",
    code: "bug",
    stack: expect.stringContaining("TypeError"),
  });
});

for (const [ending, exit] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
  ["a bug in a timer", 70],
] as const) {
  test(`${ending} during a long run ends it with ${exit}, after its leases were given back`, async () => {
    const asked = Promise.withResolvers<void>();
    let requests = 0;
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      idleTimeout: 0,
      async fetch(request) {
        await request.text();
        if (++requests === 3) asked.resolve();
        return new Promise<Response>(() => undefined);
      },
    });
    const child = place.start(["run", "--extract-model", "m", "--context-window", "100000", "--limit", "3"], {
      OPENAI_BASE_URL: `http://127.0.0.1:${server.port}/v1`,
      ...(exit === 70 && { MEMORIES_FAULT: "timer:model.request" }),
    });
    let said = "";
    child.stderr?.on("data", (text) => {
      said += text;
    });
    const ended = new Promise((resolve) => child.on("close", resolve));
    if (ending !== "a bug in a timer") {
      await asked.promise;
      child.kill(ending);
    }
    const code = await ended;
    await server.stop(true);
    expect(code).toBe(exit);
    expect(said.includes("memories: a bug: bug injected at model.request\n")).toBe(exit === 70);
    const { jobs } = place.json(["jobs"]) as {
      jobs: { kind: string; status: string; lease_until: unknown; retry_remaining: number }[];
    };
    // Pruning held the lock of phase 2 for a moment, so that job has a row too.
    const claimed = jobs.filter(({ kind }) => kind === "memory_stage1").length;
    if (exit !== 70) expect(claimed).toBe(3);
    expect(claimed).toBeGreaterThan(0);
    for (const job of jobs)
      expect(job).toMatchObject({ status: "pending", lease_until: null, retry_at: null, retry_remaining: 3 });
    expect(existsSync(place.root)).toBe(false);
  });
}
