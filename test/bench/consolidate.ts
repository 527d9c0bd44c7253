import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { preferenceBullets } from "../../lib/core/signals/preference-bullets.ts";
import { readQuotations } from "../../lib/core/signals/quotations.ts";
import { openState } from "../../lib/edge/state/open/open.ts";
import { consolidate } from "../../lib/flow/consolidate/consolidate.ts";
import { binary } from "../helpers/cli.ts";
import { PERSON } from "../helpers/git-root.ts";
import { seedMemory, threadId } from "../helpers/memories.ts";
import { SAMPLE_NOW, TEST_NOW } from "../helpers/moment.ts";
import { naturalMemory } from "../helpers/natural-memory.ts";
import { DEFAULT_SETTINGS, testWorld } from "../helpers/world.ts";
import { putMemories } from "./programs/put-memories.ts";
import { type BenchOptions, type BenchResult, limitRow, ratioRow } from "./report/bench-row.ts";

/**
 * Whole consolidations at full size: 4,096 memories in the database, their files in the root, 20 MB of raw memories.
 * Without a change: the program, from its start to its end, and the same story in a process that has the database open,
 * in turns with `git status` on a copy of the root. With 100 changed memories and an agent that edits one file. Of each
 * the most memory that the program itself had; git and the agent are processes of their own. And of a consolidation of
 * as many new memories by rules, whose memories are made of natural words.
 */
const MEMORIES = { full: 4_096, quick: 256 };
const IDLE_LIMIT_MB = 128;
const CHANGED_LIMIT_MB = 256;
const RULES_LIMIT_MB = 250;
/** Every 41st memory changes: 100 of them. */
const EVERY = 41;
const ROUNDS = 15;
const CHANGES = 3;
/** Between two looks at how much memory a process has; its own high-water mark misses nothing before the last look. */
const LOOK_MS = 3;

interface Ran {
  readonly ms: number;
  readonly peakMb: number;
  readonly status: unknown;
}

export async function run({ size }: BenchOptions): Promise<BenchResult> {
  const memories = MEMORIES[size];
  const dir = mkdtempSync(join(tmpdir(), "memories-bench-"));
  try {
    mkdirSync(join(dir, "codex/sessions"), { recursive: true });
    await seed(dir, memories, 0);
    const edit = (text: string) => [
      "command",
      "--",
      "sh",
      "-c",
      `printf '# Task Group: ${text}\\n' > MEMORY.md; printf 'v1\\n\\n## User Profile\\n' > memory_summary.md`,
    ];
    const first = await program(dir, memories, edit("first"));
    expectStatus(first, "succeeded");
    const changed: Ran[] = [];
    let changedCount = 0;
    for (let n = 1; n <= CHANGES; n += 1) {
      changedCount = await seed(dir, memories, n);
      changed.push(expectStatus(await program(dir, memories, edit(`round ${n}`)), "succeeded"));
    }
    const plain = join(dir, "plain");
    cpSync(join(dir, "home/memories"), plain, { recursive: true });
    // Git reads again what was written in the second of its index; give it one that is over.
    spawnSync("sleep", ["1.1"]);
    status(plain);
    const [idle, statuses]: [Ran[], number[]] = [[], []];
    for (let n = 0; n < ROUNDS; n += 1) {
      statuses.push(status(plain));
      idle.push(expectStatus(await program(dir, memories, ["offline"]), "succeeded_no_workspace_changes"));
    }
    const story = await stories(dir, memories);
    const rules = await byRules(join(dir, "rules"), memories);
    const ms = (some: readonly Ran[]) => some.map(({ ms: each }) => each);
    const peaks = (some: readonly Ran[]) => some.map(({ peakMb }) => peakMb);
    return {
      rows: [
        ratioRow("no change, the database open", story, statuses, { peer: "git status", goal: { most: 4 } }),
        ratioRow("no change, the program", ms(idle), statuses, { peer: "git status" }),
        ratioRow(`${changedCount} changed memories`, ms(changed), statuses, { peer: "git status" }),
        limitRow("memory without a change", peaks(idle), "MB", IDLE_LIMIT_MB),
        limitRow("memory with changes", peaks(changed), "MB", CHANGED_LIMIT_MB),
        limitRow("memory with all memories new", [first.peakMb], "MB", CHANGED_LIMIT_MB),
        limitRow("memory with all memories new, by rules", [rules.peakMb], "MB", RULES_LIMIT_MB),
      ],
      details: { memories, raw_memories_bytes: readFileSync(join(plain, "raw_memories.md")).length },
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Puts the memories of a round into the database: all in round 0, later every 41st with another text. */
async function seed(dir: string, memories: number, round: number): Promise<number> {
  mkdirSync(join(dir, "home"), { recursive: true, mode: 0o700 });
  await (await openState({ url: database(dir), now: TEST_NOW })).close();
  const put =
    round === 0 ? { count: memories } : { count: memories, every: EVERY, added: `- learned in round ${round}\n` };
  return putMemories(join(dir, "home/memories.db"), put);
}

/** Consolidates memories as the rules extract them, all of them new. */
async function byRules(dir: string, memories: number): Promise<Ran> {
  mkdirSync(join(dir, "codex/sessions"), { recursive: true });
  mkdirSync(join(dir, "home"), { recursive: true, mode: 0o700 });
  const state = await openState({ url: database(dir), now: TEST_NOW });
  for (let n = 0; n < memories; n += 1) {
    const { cwd, rawMemory, recap } = naturalMemory(n);
    await seedMemory(state, { threadId: threadId(n), rawMemory, rolloutSummary: recap, slug: `a session ${n}`, cwd });
    const said = preferenceBullets(rawMemory.split("\n")).flatMap(({ text }) => readQuotations(text).at(-1) ?? []);
    const sql = "INSERT INTO signals (thread_id, quote, verified, line) VALUES (?, ?, 1, 1)";
    await state.client.batch(said.map(({ words }) => ({ sql, args: [threadId(n), words] })));
  }
  await state.close();
  return expectStatus(await program(dir, memories, ["offline"]), "succeeded");
}

/** Runs the built program and watches how much memory it takes. */
async function program(dir: string, memories: number, agent: readonly string[]): Promise<Ran> {
  const args = ["consolidate", "--json", "--force", "--now", SAMPLE_NOW, "--home", join(dir, "home")];
  const limit = ["--max-raw-memories-for-consolidation", String(memories), "--codex-home", join(dir, "codex")];
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
async function stories(dir: string, memories: number): Promise<number[]> {
  const world = testWorld({
    dir,
    settings: { ...DEFAULT_SETTINGS, maxRawMemoriesForConsolidation: memories },
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
