import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openState } from "../../lib/edge/state/open/open.ts";
import { consolidate } from "../../lib/flow/consolidate/consolidate.ts";
import { binary, SAMPLE_NOW } from "../helpers/cli.ts";
import { PERSON } from "../helpers/git-root.ts";
import { madeUpWords } from "../helpers/made-up-words.ts";
import { median } from "../helpers/median.ts";
import { seedMemory, threadId } from "../helpers/memories.ts";
import { DEFAULT_SETTINGS, TEST_NOW, testWorld } from "../helpers/world.ts";

/**
 * Whole consolidations at full size: 4,096 memories in the database, their files in the root, 20 MB of raw memories.
 * Without a change: the program, from its start to its end, and the same story in a process that has the database open,
 * in turns with `git status` on a copy of the root. With 100 changed memories and an agent that edits one file. Of each
 * the most memory that the program itself had; git and the agent are processes of their own.
 */
const MEMORIES = 4_096;
const RAW_BYTES = 4_800;
const RECAP_BYTES = 1_500;
/** Every 41st memory changes: 100 of them. */
const EVERY = 41;
const ROUNDS = 15;
const CHANGES = 3;
const SETTINGS = { maxRawMemoriesForConsolidation: MEMORIES };
/** Between two looks at how much memory a process has; its own high-water mark misses nothing before the last look. */
const LOOK_MS = 3;

interface Ran {
  readonly ms: number;
  readonly peakMb: number;
  readonly status: unknown;
}

export async function run(): Promise<object> {
  const dir = mkdtempSync(join(tmpdir(), "memories-bench-"));
  try {
    mkdirSync(join(dir, "codex/sessions"), { recursive: true });
    await seed(dir, 0, "");
    const edit = (text: string) => [
      "command",
      "--",
      "sh",
      "-c",
      `printf '# Task Group: ${text}\\n' > MEMORY.md; printf 'v1\\n\\n## User Profile\\n' > memory_summary.md`,
    ];
    const first = await program(dir, edit("first"));
    expectStatus(first, "succeeded");
    const changed: Ran[] = [];
    for (let n = 1; n <= CHANGES; n += 1) {
      await seed(dir, n, `- learned in round ${n}\n`);
      changed.push(expectStatus(await program(dir, edit(`round ${n}`)), "succeeded"));
    }
    const plain = join(dir, "plain");
    cpSync(join(dir, "home/memories"), plain, { recursive: true });
    // Git reads again what was written in the second of its index; give it one that is over.
    spawnSync("sleep", ["1.1"]);
    status(plain);
    const [idle, statuses]: [Ran[], number[]] = [[], []];
    for (let n = 0; n < ROUNDS; n += 1) {
      statuses.push(status(plain));
      idle.push(expectStatus(await program(dir, ["offline"]), "succeeded_no_workspace_changes"));
    }
    const story = await stories(dir);
    const report = {
      memories: MEMORIES,
      raw_memories_bytes: readFileSync(join(plain, "raw_memories.md")).length,
      changed_memories: Math.ceil(MEMORIES / EVERY),
      git_status_ms: tenths(median(statuses)),
      no_change_story_ms: tenths(median(story)),
      no_change_program_ms: tenths(median(idle.map(({ ms }) => ms))),
      no_change_peak_mb: Math.max(...idle.map(({ peakMb }) => peakMb)),
      changed_program_ms: tenths(median(changed.map(({ ms }) => ms))),
      changed_peak_mb: Math.max(...changed.map(({ peakMb }) => peakMb)),
      first_peak_mb: first.peakMb,
    };
    const times = (ms: number) => `${ms} ms (${(ms / report.git_status_ms).toFixed(1)}×)`;
    process.stdout.write(
      `git status: ${report.git_status_ms} ms\n` +
        `no change, in a process that has the database open: ${times(report.no_change_story_ms)}\n` +
        `no change, the program: ${times(report.no_change_program_ms)}, ${report.no_change_peak_mb} MB at most\n` +
        `${report.changed_memories} changed memories: ${report.changed_program_ms} ms, ${report.changed_peak_mb} MB at most\n` +
        `all memories new: ${report.first_peak_mb} MB at most\n`,
    );
    return report;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Puts the memories of a round into the database: all in round 0, later every 41st with another text. */
async function seed(dir: string, round: number, added: string): Promise<void> {
  mkdirSync(join(dir, "home"), { recursive: true, mode: 0o700 });
  const state = await openState({ url: database(dir), now: TEST_NOW });
  for (let n = 0; n < MEMORIES; n += 1) {
    if (round > 0 && n % EVERY !== 0) continue;
    await seedMemory(state, {
      threadId: threadId(n),
      rawMemory: madeUpWords(n + MEMORIES, RAW_BYTES) + added,
      rolloutSummary: madeUpWords(n, RECAP_BYTES) + added,
      slug: `a session ${n}`,
    });
  }
  await state.close();
}

/** Runs the built program and watches how much memory it takes. */
async function program(dir: string, agent: readonly string[]): Promise<Ran> {
  const args = ["consolidate", "--json", "--force", "--now", SAMPLE_NOW, "--home", join(dir, "home")];
  const limit = ["--max-raw-memories-for-consolidation", String(MEMORIES), "--codex-home", join(dir, "codex")];
  const begin = performance.now();
  const child = spawn(binary(), [...args, ...limit, "--agent", ...agent], {
    env: { PATH: process.env.PATH, HOME: dir },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [peakMb, said, complaint] = [0, "", ""];
  child.stdout.on("data", (text) => {
    said += text;
  });
  child.stderr.on("data", (text) => {
    complaint += text;
  });
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, highWaterMb(child.pid));
  }, LOOK_MS);
  await new Promise((resolve) => child.once("exit", resolve));
  const ms = performance.now() - begin;
  clearInterval(watch);
  if (child.exitCode !== 0) throw new Error(said + complaint);
  return { ms, peakMb, status: JSON.parse(said).status };
}

function expectStatus(ran: Ran, status: string): Ran {
  if (ran.status !== status) throw new Error(`a consolidation ended with ${JSON.stringify(ran)}, not ${status}`);
  return ran;
}

/** The story alone, again and again in one process. */
async function stories(dir: string): Promise<number[]> {
  const world = testWorld({
    dir,
    settings: { ...DEFAULT_SETTINGS, ...SETTINGS },
    dbUrl: database(dir),
    machine: machine(dir),
  });
  try {
    const times: number[] = [];
    for (let n = 0; n <= ROUNDS; n += 1) {
      const begin = performance.now();
      const report = await consolidate(world, { agent: "offline", mode: "force" });
      if (n > 0) times.push(performance.now() - begin);
      expectStatus({ ms: 0, peakMb: 0, status: report.status }, "succeeded_no_workspace_changes");
    }
    return times;
  } finally {
    world.dispose();
  }
}

function status(root: string): number {
  const begin = performance.now();
  const { status: exit, stderr } = spawnSync("git", ["status", "--porcelain"], { cwd: root, env: PERSON });
  if (exit !== 0) throw new Error(String(stderr));
  return performance.now() - begin;
}

function database(dir: string): string {
  return `file:${join(dir, "home/memories.db")}`;
}

function machine(dir: string): string {
  return readFileSync(join(dir, "home/machine-id"), "utf8").trim();
}

/** The most memory a process had so far; 0 when it is gone. */
function highWaterMb(pid: number | undefined): number {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Math.round(Number(kilobytes ?? 0) / 1_000);
  } catch {
    return 0;
  }
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
