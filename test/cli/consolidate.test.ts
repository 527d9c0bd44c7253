import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { type Sandbox, sandbox } from "../helpers/cli.ts";
import { runGitAsPerson } from "../helpers/git-root.ts";
import { type KeptFolder, keepFolder } from "../helpers/kept-folder.ts";
import { TEST_NOW } from "../helpers/moment.ts";
import { endOf, runBeside } from "../helpers/run-beside.ts";
import { snapshot } from "../helpers/snapshot.ts";

let box: Sandbox;
let extracted: KeptFolder;
beforeAll(() => {
  box = sandbox();
  expect(box.run(["extract", "--offline", "--limit", "8"]).exit).toBe(0);
  extracted = keepFolder(box.dir);
});
beforeEach(() => extracted.restore());
afterAll(() => extracted.dispose());

const OFFLINE = ["consolidate", "--offline"];
const command = (...argv: string[]) => ["consolidate", "--force", "--agent", "command", "--unconfined", "--", ...argv];

async function globalJob(): Promise<Record<string, unknown>> {
  const client = createClient({ url: `file:${join(box.home, "memories.db")}` });
  try {
    const { rows } = await client.execute("SELECT * FROM jobs WHERE job_key = 'global'");
    return { ...rows[0] };
  } finally {
    client.close();
  }
}

test("prints what it did, and as JSON exactly the keys of the contract first", () => {
  const text = box.run(OFFLINE);
  expect(text.exit).toBe(0);
  expect(text.stderr).toBe("");
  expect(text.stdout).toMatch(
    /^7 memories → ~\/\.memories\/memories: memory_summary\.md \+\d+, MEMORY\.md \+\d+, 7 recaps · undo/,
  );
  const json = box.run([...OFFLINE, "--force", "--json"]);
  expect(json.stdout).toMatch(
    /^\{"schema_version":1,"command":"consolidate","status":"succeeded_no_workspace_changes","selected":\[\{"thread_id":"[^"]+","source_updated_at":"2026-11-22T[^"]+","rollout_summary_file":"[^"]+"\}/,
  );
  const { selected, ...rest } = JSON.parse(json.stdout);
  expect(selected.length).toBe(7);
  expect(rest).toEqual({
    schema_version: 1,
    command: "consolidate",
    status: "succeeded_no_workspace_changes",
    changes: [],
    conflicts: [],
    watermark: expect.any(Number),
    retry_at: null,
    held_back: 0,
    quarantined: 0,
    written: [],
    recaps: 0,
    root: box.root,
    waiting: [],
    usage: {
      input_tokens: 0,
      cached_input_tokens: 0,
      output_tokens: 0,
      reasoning_tokens: 0,
      total_tokens: 0,
    },
    agent: { steps: 0, refused_calls: 0, repair_rounds: 0, redacted: 0 },
    cost: 0,
    host: null,
    model: "offline",
    error: null,
    run: expect.stringMatching(/^2026-11-23T12-00-00-[0-9a-f]{8}$/),
    rejected: null,
  });
});

test("a cooldown binds run alone, which says until when and how to pass; a typed consolidate works at once", () => {
  box.run(OFFLINE);
  const skipped = box.run(["run", "--offline"]);
  expect(skipped.exit).toBe(0);
  expect(skipped.stderr).toContain(
    "memories: nothing consolidated: the last run was a short while ago; cooling down until 2026-11-23T18:00:00+00:00; memories consolidate works now\n",
  );
  expect(box.json(["run", "--offline"])).toMatchObject({
    consolidate: { status: "skipped_cooldown", retry_at: "2026-11-23T18:00:00+00:00" },
  });
  expect(box.json(OFFLINE)).toMatchObject({ status: "succeeded_no_workspace_changes" });
  expect(box.run([...OFFLINE, "--quiet"])).toMatchObject({ exit: 0, stdout: "", stderr: "" });
});

test("a refused root exits 2 and is left as it is; --adopt takes it over", () => {
  const root = join(box.dir, "repo");
  runGitAsPerson(box.dir, ["init", "-q", root]);
  writeFileSync(join(root, "code.ts"), "x\n");
  const before = snapshot(root);
  const refused = box.run([...OFFLINE, "--root", root, "--json"]);
  expect(refused.exit).toBe(2);
  expect(JSON.parse(refused.stdout).error).toMatchObject({ code: "root_refused" });
  expect(refused.stderr).toContain(root);
  expect(refused.stderr).toContain("--root DIR");
  expect(snapshot(root)).toEqual(before);
  expect(box.run([...OFFLINE, "--root", root, "--dry-run"]).exit).toBe(2);
  expect(box.run([...OFFLINE, "--root", "/", "--adopt"]).exit).toBe(2);
  const adopted = box.run([...OFFLINE, "--root", root, "--adopt"]);
  expect(adopted.exit).toBe(0);
  expect(adopted.stderr).toContain(join(box.home, "adopted/2026-11-23T12-00-00"));
  expect(existsSync(join(box.home, "adopted/2026-11-23T12-00-00/.git/HEAD"))).toBe(true);
});

test("a failing command agent is failed_agent with exit 1, and the reason is on stderr and in the report", async () => {
  const failed = box.run([...command("sh", "-c", "echo broken pipe dream >&2; exit 3")]);
  expect(failed.exit).toBe(1);
  expect(failed.stderr).toContain("failed_agent: the agent's command sh ended with exit code 3: broken pipe dream");
  expect(await globalJob()).toMatchObject({ status: "error" });
  expect(existsSync(join(box.root, "phase2_workspace_diff.md"))).toBe(true);
  expect(existsSync(join(box.root, "MEMORY.md"))).toBe(false);
});

test("a command agent works on its copy, sees no environment but its own, and what it writes arrives", () => {
  const script =
    "env | cut -d= -f1 | sort > skills.txt; pwd; mkdir -p skills; mv skills.txt skills/env.md; printf '# x\\n' > MEMORY.md; printf 'v1\\n' > memory_summary.md";
  const done = box.run([...command("sh", "-c", script)], { env: { SECRET_THING: "1", OPENAI_API_KEY: "x" } });
  expect(done).toMatchObject({ exit: 0 });
  const seen = readFileSync(join(box.root, "skills/env.md"), "utf8").trim().split("\n");
  expect(
    seen.filter((name) => !["HOME", "LANG", "PATH", "PWD", "SHLVL", "TERM", "_", "OLDPWD"].includes(name)),
  ).toEqual([]);
});

test("an agent that needs what is not there exits 2 before anything is begun, unless no agent is needed", async () => {
  const wanting: readonly (readonly [readonly string[], string])[] = [
    [["consolidate"], "no_api_key"],
    [["consolidate", "--agent", `replay:${join(box.dir, "nowhere")}`], "bad_input"],
    [["consolidate", "--agent", "nobody"], "bad_option"],
    [["consolidate", "--agent", "command"], "bad_option"],
    [["consolidate", "--offline", "--", "true"], "bad_option"],
  ];
  for (const [args, code] of wanting) {
    const refused = box.run([args[0] ?? "", "--json", ...args.slice(1)]);
    expect([...args, refused.exit]).toEqual([...args, 2]);
    expect([...args, JSON.parse(refused.stdout).error.code]).toEqual([...args, code]);
  }
  expect(existsSync(box.root)).toBe(false);
  expect((await globalJob()).status).toBe("pending");
  box.run(OFFLINE);
  expect(box.json(["consolidate"]).status).toBe("succeeded_no_workspace_changes");
});

test("without git it exits 2 and names what is missing", () => {
  const refused = box.run([...OFFLINE, "--json"], { env: { PATH: join(box.dir, "nowhere") } });
  expect(refused.exit).toBe(2);
  expect(JSON.parse(refused.stdout).error.code).toBe("git_missing");
});

for (const [signal, exit] of [
  ["SIGTERM", 143],
  ["SIGINT", 130],
] as const) {
  test(`${signal} while the agent works gives the job back, ends the agent, and exits ${exit}`, async () => {
    box.run(OFFLINE);
    writeFileSync(join(box.root, "extensions.md"), "x\n");
    rmSync(join(box.root, "extensions.md"));
    writeFileSync(join(box.root, "MEMORY.md"), "# by hand\n");
    const [files, commit] = [snapshot(box.root)["MEMORY.md"], runGitAsPerson(box.root, ["rev-parse", "HEAD"])];
    const mark = join(box.dir, "pid");
    const child = box.start(command("sh", "-c", `echo $$ > ${mark}; echo lost > MEMORY.md; sleep 1000`));
    while (!existsSync(mark) || readFileSync(mark, "utf8") === "") await Bun.sleep(20);
    child.kill(signal);
    expect(await endOf(child)).toBe(exit);
    expect(runs(readFileSync(mark, "utf8").trim())).toBe(false);
    expect(await globalJob()).toMatchObject({ status: "pending", ownership_token: null, lease_until: null });
    expect(snapshot(box.root)["MEMORY.md"]).toBe(files ?? "");
    expect(runGitAsPerson(box.root, ["rev-parse", "HEAD"])).toBe(commit);
    expect(readdirSync(join(box.home, "staging"))).toEqual([]);
    expect(box.run(OFFLINE).exit).toBe(0);
  });
}

test("of four processes at once one works and three are told so", async () => {
  const slow = command("sh", "-c", "sleep 2; printf '# x\\n' > MEMORY.md; printf 'v1\\n' > memory_summary.md");
  const ends = await Promise.all(
    Array.from({ length: 4 }, () => runBeside(box, ["consolidate", "--json", ...slow.slice(1)])),
  );
  expect(ends.map(({ exit }) => exit)).toEqual([0, 0, 0, 0]);
  const reports = ends.map(({ stdout }) => JSON.parse(stdout));
  expect(reports.map(({ status }) => status).toSorted()).toEqual([
    "skipped_running",
    "skipped_running",
    "skipped_running",
    "succeeded",
  ]);
  for (const { status, retry_at } of reports) {
    if (status === "skipped_running") expect(Date.parse(String(retry_at)) / 1_000).toBeGreaterThan(TEST_NOW + 3_000);
  }
  expect(runGitAsPerson(box.root, ["status", "--porcelain"])).toBe("");
  expect(readdirSync(join(box.home, "runs")).length).toBe(1);
});

test("those who wait get their turn, one after the other", async () => {
  const waiting = [...OFFLINE, "--force", "--wait", "120", "--json"];
  const ends = await Promise.all(Array.from({ length: 4 }, () => runBeside(box, waiting)));
  const statuses = ends.map(({ stdout }) => JSON.parse(stdout).status).toSorted();
  expect(statuses).toEqual([
    "succeeded",
    "succeeded_no_workspace_changes",
    "succeeded_no_workspace_changes",
    "succeeded_no_workspace_changes",
  ]);
});

test("two databases that meet in one root: the second is refused, before and after", async () => {
  const other = ["--db", `file:${join(box.dir, "other.db")}`];
  const slow = box.start(
    command("sh", "-c", "sleep 2; printf '# x\\n' > MEMORY.md; printf 'v1\\n' > memory_summary.md"),
  );
  while (!existsSync(join(box.home, ".memories.lock"))) await Bun.sleep(10);
  const second = box.run([...OFFLINE, ...other, "--json"]);
  // Before the first has made the folder its own it may look free: then the lock file keeps the second out.
  if (second.exit === 0) expect(JSON.parse(second.stdout).status).toBe("skipped_running");
  else expect(JSON.parse(second.stdout).error.code).toBe("root_refused");
  expect(await endOf(slow)).toBe(0);
  expect(box.run([...OFFLINE, ...other]).exit).toBe(2);
});

test("dry run, log and undo as a person sees them", () => {
  const dry = box.run([...OFFLINE, "--dry-run"]);
  expect(dry.stdout).toMatch(/^would work on 7 memories: succeeded\nA raw_memories\.md\n/);
  expect(dry.stdout).toContain("\n\ndiff --git a/raw_memories.md b/raw_memories.md\n");
  expect(existsSync(box.root)).toBe(false);
  box.run(OFFLINE);
  const table = box.run(["log", "--headers"]).stdout.split("\n");
  expect(table[0]).toBe("time\tcommand\tstatus\twhat\ttokens\tcost\tmodel\trun");
  expect(table[1]).toMatch(
    /^2026-11-23T12:00:00\S+\tconsolidate\tsucceeded\t7 memories, 8 changes\t0\t0\toffline\t2026-11-23T12-00-00-[0-9a-f]{8}$/,
  );
  const [{ run }] = box.json(["log"]).runs as [{ run: string }];
  expect(box.run(["undo", "--dry-run"]).stdout).toStartWith(`would take back ${run}\nD MEMORY.md\n`);
  expect(box.run(["undo", run]).stdout).toStartWith(`took back ${run}\nD MEMORY.md\n`);
  expect(readdirSync(box.root)).toEqual([".git"]);
  expect(box.run(["undo"])).toMatchObject({ exit: 0, stdout: "" });
  expect(box.run(["undo", "nonesuch"]).exit).toBe(2);
});

test("a dry run leaves no file or folder behind, without git neither", () => {
  const names = () => readdirSync(box.home, { recursive: true }).map(String).toSorted();
  const before = names();
  expect(box.run([...OFFLINE, "--dry-run"]).exit).toBe(0);
  expect(names()).toEqual(before);
  expect(box.run([...OFFLINE, "--dry-run"], { env: { PATH: box.dir } }).exit).toBe(2);
  expect(names()).toEqual(before);
  expect(box.run(OFFLINE).exit).toBe(0);
  const after = names();
  expect(box.run([...OFFLINE, "--dry-run", "--force"]).exit).toBe(0);
  expect(names()).toEqual(after);
});

test("an undo that meets later changes exits 1 and shows them", () => {
  box.run(OFFLINE);
  writeFileSync(join(box.root, "MEMORY.md"), "# mine\n");
  const refused = box.run(["undo", "--json"]);
  expect(refused.exit).toBe(1);
  expect(JSON.parse(refused.stdout).error).toMatchObject({ code: "undo_conflict" });
  expect(refused.stderr).toContain("MEMORY.md");
  expect(readFileSync(join(box.root, "MEMORY.md"), "utf8")).toBe("# mine\n");
});

/** Whether a process still runs; one that was killed may wait as a zombie for its parent to look. */
function runs(pid: string): boolean {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && !/\) Z /.test(readFileSync(stat, "utf8"));
}
