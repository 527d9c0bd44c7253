import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { MemoriesError } from "../../../lib/core/errors.ts";
import { installFaultHook } from "../../../lib/core/fault.ts";
import { type ConsolidateOptions, consolidate } from "../../../lib/flow/consolidate/consolidate.ts";
import type { RunAgent } from "../../../lib/flow/consolidate/open-agent.ts";
import { agentRun, agentThat, put, textAt, writingAgent } from "../../helpers/agents.ts";
import { whereIs } from "../../helpers/every-object.ts";
import { runGitAsPerson } from "../../helpers/git-root.ts";
import { type KeptFolder, keepFolder } from "../../helpers/kept-folder.ts";
import { seedMemory, threadId } from "../../helpers/memories.ts";
import { TEST_NOW } from "../../helpers/moment.ts";
import { type TestWorld, testWorld } from "../../helpers/world.ts";

let world: TestWorld;
let [dir, root] = ["", ""];
let prelude: KeptFolder;
/** One consolidation lies behind, a memory waits for the next. */
beforeAll(async () => {
  const before = testWorld();
  ({ dir, root } = { dir: before.dir, root: before.paths.root });
  await seedMemory(await before.state(), { threadId: threadId(1) });
  await consolidate(before, { mode: "force", agent: writingAgent({ "skills/a/SKILL.md": "a\n" }) });
  await seedMemory(await before.state(), { threadId: threadId(2) });
  (await before.state()).close();
  prelude = keepFolder(dir);
});
beforeEach(() => {
  prelude.restore();
  world = testWorld({ dir });
});
afterEach(() => {
  installFaultHook(undefined);
  world.dispose();
});
afterAll(() => prelude.dispose());

const force = (more: ConsolidateOptions) => consolidate(world, { mode: "force", ...more });
const head = () => runGitAsPerson(root, ["rev-parse", "HEAD"]);
const job = async () =>
  (await (await world.state()).client.execute("SELECT * FROM jobs WHERE job_key = 'global'")).rows[0];
const agentFiles = () => ["MEMORY.md", "memory_summary.md", "skills/a/SKILL.md"].map((path) => textAt(root, path));

/** Lease times go by the database's clock, which has gone on since the run's `now`. */
function expectSoonAfter(seconds: unknown, expected: number): void {
  expect(Number(seconds)).toBeGreaterThanOrEqual(expected);
  expect(Number(seconds)).toBeLessThan(expected + 600);
}

/** A failed run: its status, the job's backoff, and neither root nor baseline moved but for the synced inputs. */
async function fails(options: ConsolidateOptions, status: string, cause: string): Promise<void> {
  const [before, commit] = [agentFiles(), head()];
  const report = await force(options);
  expect(report.status as string).toBe(status);
  expect(report.error).toContain(cause);
  expectSoonAfter(report.retry_at, TEST_NOW + 3_600);
  expect(await job()).toMatchObject({ status: "error", lease_until: null, retry_at: report.retry_at });
  expect(String((await job())?.last_error)).toContain(status);
  expect(agentFiles()).toEqual(before);
  expect(head()).toBe(commit);
  expect(readdirSync(join(world.paths.home, "staging"))).toEqual([]);
  expect(existsSync(join(world.paths.home, ".memories.lock"))).toBe(false);
}

test("a failing agent is failed_agent with its cause; inputs and diff file stay for the next run", async () => {
  await fails(
    { agent: async () => agentRun({ kind: "failed", reason: "HTTP 500: no" }, { steps: 3 }) },
    "failed_agent",
    "HTTP 500: no",
  );
  expect(textAt(root, "phase2_workspace_diff.md")).toContain("# Memory Workspace Diff");
  expect(textAt(root, "raw_memories.md")).toContain(threadId(2));
  const next = await force({ agent: writingAgent() });
  expect(next.status).toBe("succeeded");
  expect(next.changes.map(({ path }) => path)).not.toContain("phase2_workspace_diff.md");
  expect(existsSync(join(root, "phase2_workspace_diff.md"))).toBe(false);
});

test("an agent that throws is failed_agent, too", async () => {
  await fails(
    { agent: () => Promise.reject(new MemoriesError("io_failed", "disk is full")) },
    "failed_agent",
    "disk is full",
  );
});

test("a mistake in this program is marked as a failure and thrown on as the bug it is", async () => {
  await expect(force({ agent: () => Promise.reject(new TypeError("a bug")) })).rejects.toThrow(TypeError);
  expect(await job()).toMatchObject({ status: "error" });
  expect(existsSync(join(world.paths.home, ".memories.lock"))).toBe(false);
});

test("failures in a row double the delay, a success begins anew", async () => {
  const agent = async () => agentRun({ kind: "failed", reason: "no" });
  const first = await force({ agent });
  expectSoonAfter(first.retry_at, TEST_NOW + 3_600);
  const skipped = await consolidate(world, { agent });
  expect(skipped).toMatchObject({ status: "skipped_retry_unavailable", retry_at: first.retry_at });
  expect(world.lines.at(-1)?.message).toContain("memories consolidate tries now");
  expectSoonAfter((await force({ agent })).retry_at, TEST_NOW + 7_200);
  expect((await force({ agent: writingAgent() })).status).toBe("succeeded");
  await seedMemory(await world.state(), { threadId: threadId(3) });
  expectSoonAfter((await force({ agent })).retry_at, TEST_NOW + 3_600);
});

const BAD_WORK: Record<string, [(copy: string) => void, string]> = {
  "no handbook": [(copy) => rmSync(join(copy, "MEMORY.md")), "MEMORY.md: is missing"],
  "a wrong first line": [(copy) => put(copy, "memory_summary.md", "v2\n"), "memory_summary.md: the first line"],
  "a new file at the top": [(copy) => put(copy, "todo.md", "x\n"), "todo.md: was added"],
  "a changed input": [(copy) => put(copy, "raw_memories.md", "x\n"), "raw_memories.md: was changed"],
  "a deleted input": [(copy) => rmSync(join(copy, "raw_memories.md")), "raw_memories.md: was deleted"],
  "a changed diff file": [
    (copy) => put(copy, "phase2_workspace_diff.md", "x\n"),
    "phase2_workspace_diff.md: was changed",
  ],
  "a link": [(copy) => symlinkSync("/etc/passwd", join(copy, "skills/passwd")), "skills/passwd: is a symbolic link"],
  "an execute bit": [
    (copy) => {
      put(copy, "skills/run.sh", "#!/bin/sh\n");
      chmodSync(join(copy, "skills/run.sh"), 0o755);
    },
    "skills/run.sh: has an execute bit",
  ],
  "a repository of its own": [(copy) => put(copy, ".git/config", "[core]\n"), ".git: was added"],
  "a file named .git": [
    (copy) => put(copy, "skills/a/.GIT", "gitdir: /tmp\n"),
    "skills/a/.GIT: is named like git's own",
  ],
  "a file over 1 MiB": [
    (copy) => put(copy, "skills/big.md", "x".repeat(1024 * 1024 + 1)),
    "skills/big.md: has 1048577",
  ],
  "two thousand files and one": [
    (copy) => {
      for (let at = 0; at <= 2_000; at += 1) put(copy, `skills/many/${at}.md`, "x");
    },
    "files and folders that may be added or changed",
  ],
  "folders without end": [
    (copy) => mkdirSync(join(copy, "skills", ...Array<string>(200).fill("d")), { recursive: true }),
    "lies deeper than 16 folders",
  ],
  "a sparse file of a terabyte": [
    (copy) => {
      put(copy, "skills/sparse.md", "");
      truncateSync(join(copy, "skills/sparse.md"), 2 ** 40);
    },
    "skills/sparse.md: has 1099511627776 bytes",
  ],
  "more than 16 MiB in all": [
    (copy) => {
      for (let at = 0; at < 17; at += 1) put(copy, `skills/large/${at}.md`, "x".repeat(1024 * 1024));
    },
    "makes it more than 16777216 bytes",
  ],
  "a name that steers a terminal": [
    (copy) => put(copy, "skills/\u001b[2J.md", "x"),
    "has a control character in its name",
  ],
  "a dead reference": [
    (copy) => put(copy, "MEMORY.md", "see rollout_summaries/none.md\n"),
    "rollout_summaries/none.md",
  ],
  "bytes that are no text": [(copy) => writeFileSync(join(copy, "MEMORY.md"), Buffer.of(0xff, 0xfe, 10)), "not UTF-8"],
};
for (const [what, [work, cause]] of Object.entries(BAD_WORK)) {
  test(`${what} is refused, and kept for a person to look at`, async () => {
    let judged = 0;
    const agent = agentThat(async (task) => {
      work(task.copy);
      judged = (await task.verify()).length;
    });
    await fails({ agent }, "failed_verification", cause);
    expect(judged).toBeGreaterThan(0);
    const folder = join(world.paths.home, "rejected/2026-11-23T12-00-00");
    expect(textAt(folder, ".rejected.json")).toContain(cause.slice(0, 20));
    expect(world.lines.at(-1)?.message).toContain(folder);
  });
}

test("a rejected tree holds no .git, which a person's git would obey", async () => {
  await force({ agent: agentThat(({ copy }) => put(copy, ".git", "gitdir: /tmp/elsewhere\n")) });
  const folder = join(world.paths.home, "rejected/2026-11-23T12-00-00");
  expect(readdirSync(folder)).toEqual([".rejected.json"]);
  expect(textAt(folder, ".rejected.json")).toContain(".git");
});

for (const [how, place] of Object.entries({
  "a link to another folder": (copy: string, other: string) => symlinkSync(other, copy),
  "another folder": (copy: string, other: string) => renameSync(other, copy),
  nothing: () => undefined,
})) {
  test(`an agent that puts ${how} in the place of its copy is refused, and nothing there is looked at`, async () => {
    const other = join(world.paths.home, "other");
    mkdirSync(other);
    const secret = `api_key = "${"a1B2c3D4".repeat(4)}"\n`;
    writeFileSync(join(other, "MEMORY.md"), secret);
    let moved = "";
    const agent = agentThat(async ({ copy, verify }) => {
      moved = `${copy}.moved`;
      renameSync(copy, moved);
      place(copy, other);
      await verify();
    });
    const [before, commit] = [agentFiles(), head()];
    const report = await force({ agent });
    rmSync(moved, { recursive: true });
    expect(report).toMatchObject({
      status: "failed_verification",
      error: expect.stringContaining("replaced the folder"),
    });
    expect([agentFiles(), head()]).toEqual([before, commit]);
    expect(readdirSync(join(world.paths.home, "staging"))).toEqual([]);
    expect(existsSync(join(world.paths.home, "rejected"))).toBe(false);
    if (how !== "another folder") expect(textAt(other, "MEMORY.md")).toBe(secret);
  });
}

test("rejected trees hold the changed files without secrets, and five are kept", async () => {
  const secret = `sk-proj-${"a1B2c3D4".repeat(6)}`;
  for (let n = 0; n < 7; n += 1) {
    await force({
      agent: agentThat(({ copy }) => {
        put(copy, "skills/b/SKILL.md", `key ${secret} of ${n}\n`);
        put(copy, "todo.md", "x\n");
      }),
    });
  }
  const all = join(world.paths.home, "rejected");
  expect(readdirSync(all).length).toBe(5);
  const kept = readdirSync(all).map((name) => textAt(all, `${name}/skills/b/SKILL.md`));
  expect(kept.toSorted()).toEqual([2, 3, 4, 5, 6].map((n) => `key [REDACTED_SECRET] of ${n}\n`));
  expect(existsSync(join(all, "2026-11-23T12-00-00/MEMORY.md"))).toBe(false);
});

test("secrets in the agent's work are taken out in place and counted, and are nowhere afterwards", async () => {
  const secret = `ghp_${"x9Y8z7W6v5U4t3S2r1Q0p9O8n7M6".padEnd(36, "k")}`;
  const report = await force({ agent: writingAgent({ "skills/b/SKILL.md": `token ${secret}\n` }) });
  expect(report.status).toBe("succeeded");
  expect(report.agent.redacted).toBe(1);
  expect(textAt(root, "skills/b/SKILL.md")).toBe("token [REDACTED_SECRET]\n");
  expect(whereIs(root, secret)).toEqual([]);
  for (const name of readdirSync(join(world.paths.home, "runs"), { recursive: true, withFileTypes: true })) {
    if (name.isFile()) expect(textAt(name.parentPath, name.name)).not.toContain(secret);
  }
});

test("secrets taken out of an agent's calls and those found in its files are counted together", async () => {
  const agent: RunAgent = async (task) => {
    put(task.copy, "skills/b/SKILL.md", `token ghp_${"x9Y8z7W6v5U4t3S2r1Q0p9O8n7M6".padEnd(36, "k")}\n`);
    return agentRun({ kind: "finished", findings: await task.verify() }, { redacted: 2 });
  };
  expect((await force({ agent })).agent.redacted).toBe(3);
});

test("what a person left wrong before is said and not failed", async () => {
  put(root, "MEMORY.md", "see rollout_summaries/gone.md\n");
  const report = await force({ agent: agentThat(() => {}) });
  expect(report.status).toBe("succeeded");
  const warnings = world.lines.filter(({ level }) => level === "warn").map(({ message }) => message);
  expect(warnings.join()).toContain("rollout_summaries/gone.md");
});

test("a lease lost while the agent works stops it at once, and nothing more is written", async () => {
  const commit = head();
  let reason: unknown;
  const report = await force({
    heartbeatMs: 20,
    agent: async ({ copy, signal }) => {
      put(copy, "MEMORY.md", "# lost\n");
      const { client } = await world.state();
      await client.execute("UPDATE jobs SET ownership_token = 'thief', worker_id = 'thief'");
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      reason = signal.reason;
      return agentRun({ kind: "stopped" });
    },
  });
  expect(reason).toMatchObject({ name: "LeaseLost" });
  expect(report).toMatchObject({ status: "failed_confirm_ownership", retry_at: expect.any(Number) });
  expect(head()).toBe(commit);
  expect(textAt(root, "MEMORY.md")).toBe("# Task Group: app\n");
  expect(await job()).toMatchObject({ status: "running", ownership_token: "thief", last_error: null });
});

test("a lease lost between two heartbeats shows before the first file moves", async () => {
  const commit = head();
  const report = await force({
    agent: agentThat(async (task) => {
      await writingAgent({ "MEMORY.md": "# lost\n" })(task);
      await (await world.state()).client.execute("UPDATE jobs SET ownership_token = 'thief'");
    }),
  });
  expect(report.status).toBe("failed_confirm_ownership");
  expect(head()).toBe(commit);
  expect(textAt(root, "MEMORY.md")).toBe("# Task Group: app\n");
  expect(readdirSync(join(root, ".git")).filter((name) => /moves|intent|unfinished/.test(name))).toEqual([]);
});

test("a lock file that another process took is as good as a lost lease", async () => {
  const lock = join(world.paths.home, ".memories.lock");
  const report = await force({
    agent: agentThat((task) => {
      writeFileSync(lock, JSON.stringify({ pid: 1, machine: "elsewhere", process_start: "?", id: "x" }));
      return writingAgent({ "MEMORY.md": "# lost\n" })(task).then(() => undefined);
    }),
  });
  expect(report.status).toBe("failed_confirm_ownership");
  expect(textAt(root, "MEMORY.md")).toBe("# Task Group: app\n");
  expect(existsSync(lock)).toBe(true);
});

test("the lease is renewed while the agent works", async () => {
  const { client } = await world.state();
  await force({
    heartbeatMs: 20,
    agent: agentThat(async (task) => {
      await client.execute("UPDATE jobs SET lease_until = 7");
      await Bun.sleep(200);
      expect(Number((await job())?.lease_until)).toBeGreaterThan(TEST_NOW + 3_500);
      await writingAgent()(task);
    }),
  });
  expect((await job())?.status).toBe("done");
});

test("a signal gives the job back as it was, and neither root nor baseline moves", async () => {
  const stop = new AbortController();
  const stopped = world.at({ signal: stop.signal });
  const [commit, watermark] = [head(), (await job())?.input_watermark];
  const running = consolidate(stopped, {
    mode: "force",
    agent: async ({ copy, signal }) => {
      put(copy, "MEMORY.md", "# half\n");
      stop.abort(new Error("stopped by SIGTERM"));
      await Bun.sleep(1);
      expect(signal.aborted).toBe(true);
      return agentRun({ kind: "stopped" });
    },
  });
  await expect(running).rejects.toThrow("stopped by SIGTERM");
  expect(head()).toBe(commit);
  expect(textAt(root, "MEMORY.md")).toBe("# Task Group: app\n");
  expect(await job()).toMatchObject({
    status: "pending",
    ownership_token: null,
    lease_until: null,
    started_at: null,
    input_watermark: watermark,
    retry_remaining: 3,
    retry_at: null,
  });
  expect(readdirSync(join(world.paths.home, "staging"))).toEqual([]);
  expect(existsSync(join(world.paths.home, ".memories.lock"))).toBe(false);
  expect((await force({ agent: writingAgent() })).status).toBe("succeeded");
});

/** A disk that fails at the first point of a step; the step has its name. */
const STEPS: readonly (readonly [status: string, point: string, detail: RegExp])[] = [
  ["failed_prepare_workspace", "folder.delete", /phase2_workspace_diff/],
  ["failed_sync_workspace_inputs", "folder.write", /raw_memories\.md$/],
  ["failed_workspace_diff_file", "folder.write", /phase2_workspace_diff\.md$/],
  ["failed_agent", "folder.copy", /staging/],
  ["failed_confirm_ownership", "state.heartbeat", /./],
  ["failed_workspace_commit", "folder.write", /memories-intent/],
  ["failed_workspace_commit", "git.write_objects", /./],
];
for (const [status, point, detail] of STEPS) {
  test(`a failure at ${point} (${detail.source}) is ${status}`, async () => {
    put(root, "phase2_workspace_diff.md", "stale\n");
    installFaultHook((passed, what) => {
      if (passed === point && detail.test(what)) throw new MemoriesError("io_failed", "disk is broken");
    });
    await fails({ agent: writingAgent({ "skills/b/SKILL.md": "b\n" }) }, status, "disk is broken");
    installFaultHook(undefined);
    expect((await force({ agent: writingAgent() })).status).toBe("succeeded");
  });
}

test("outputs that cannot be loaded are failed_load_stage1_outputs", async () => {
  await (await world.state()).client.execute("ALTER TABLE threads RENAME COLUMN git_branch TO git_twig");
  await fails({ agent: writingAgent() }, "failed_load_stage1_outputs", "git_branch");
  expect(String((await job())?.last_error)).toContain("failed_load_stage1_outputs");
});

test("of a refused tree no more is kept than a person can look through", async () => {
  await force({
    agent: agentThat(({ copy }) => {
      for (let at = 0; at < 40; at += 1) put(copy, `skills/large/${at}.md`, "x".repeat(1024 * 1024));
      put(copy, "todo.md", "not writable");
    }),
  });
  const folder = join(world.paths.home, "rejected/2026-11-23T12-00-00");
  const kept = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(kept.length).toBeGreaterThan(1);
  expect(kept.length).toBeLessThanOrEqual(18);
});
