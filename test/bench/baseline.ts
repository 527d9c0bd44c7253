import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initBaseline } from "../../lib/edge/git/baseline/init-baseline.ts";
import { replaceBaseline } from "../../lib/edge/git/baseline/replace-baseline.ts";
import { closeWorkspace, openWorkspace, type Workspace } from "../../lib/edge/git/baseline/workspace.ts";
import { putInRoot } from "../../lib/edge/root/put-in-root.ts";
import { diffWorkspace } from "../../lib/flow/root/diff-workspace.ts";
import { workspaceDiffFile } from "../../lib/flow/root/workspace-diff-file.ts";
import { PERSON } from "../helpers/git-root.ts";
import { memoryTexts } from "./content/memory-texts.ts";
import { type BenchOptions, type BenchResult, limitRow, ratioRow } from "./report/bench-row.ts";

/**
 * The baseline of a root of 4,096 summaries and 20 MB of raw memories. One round changes 100 summaries and the raw
 * memories; beside it plain git does the same to a copy: `add -A`, `diff --cached`, `commit`. Then nothing changes:
 * beside it `git status`. Our side runs in a process of its own, whose memory is measured; its start is not counted.
 */
const SUMMARIES = 4_096;
const HANDBOOK_BYTES = 50_000;
const SUMMARY_BYTES = 5_000;
const CHANGED = 100;
/** One summary of so many changes. */
const EVERY = 40;
const ROUNDS = 5;
const RSS_LIMIT_MB = 200;
const LOOKS = 31;

interface Measured {
  readonly rounds: readonly number[];
  readonly firstLook: number;
  readonly looks: readonly number[];
  /** `git status` on the copy, in turns with the looks. */
  readonly statuses: readonly number[];
  readonly maxRssMb: number;
}

export async function run(_options: BenchOptions): Promise<BenchResult> {
  const dir = mkdtempSync(join(tmpdir(), "memories-bench-"));
  try {
    const [ours, plain] = [join(dir, "ours"), join(dir, "plain")];
    fill(ours);
    cpSync(ours, plain, { recursive: true });
    // What each round writes is made before, so that nobody's memory or time is spent on making it.
    for (let n = 0; n < ROUNDS; n += 1)
      prepareRound(n === 0 ? ours : join(dir, `round-${n - 1}`), join(dir, `round-${n}`), n);
    const rounds = plainRounds(plain, dir);
    const child = spawnSync(process.execPath, [import.meta.path, "measure", ours, dir, plain], { encoding: "utf8" });
    if (child.status !== 0) throw new Error(child.stderr);
    const measured: Measured = JSON.parse(child.stdout);
    return {
      rows: [
        ratioRow("sync, diff and new baseline", measured.rounds, rounds, {
          peer: "git add, diff, commit",
          goal: { most: 2 },
        }),
        ratioRow("no change", measured.looks, measured.statuses, { peer: "git status", goal: { most: 2 } }),
        ratioRow("no change, in a process just started", [measured.firstLook], measured.statuses, {
          peer: "git status",
        }),
        limitRow("memory", [measured.maxRssMb], "MB", RSS_LIMIT_MB),
      ],
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Our side, in the child process. */
async function measure(root: string, dir: string, plain: string): Promise<Measured> {
  const options = { root, scratchIn: `${root}-scratch`, env: { PATH: process.env.PATH } };
  const within = async <T>(use: (workspace: Workspace) => Promise<T>): Promise<T> => {
    const workspace = await openWorkspace(options);
    try {
      return await use(workspace);
    } finally {
      closeWorkspace(workspace);
    }
  };
  const record = (now: number) =>
    within(async (workspace) => {
      const { tree, disk, changes } = await diffWorkspace(workspace);
      const diff = await workspaceDiffFile(workspace, tree);
      await replaceBaseline(workspace, { tree, disk, now });
      return { changes: changes.length, diff: diff.length };
    });
  const look = () => within(async (workspace) => (await diffWorkspace(workspace)).changes.length);

  await initBaseline(options, "{}", 1);
  await record(1);
  const first = await timed(look);
  const rounds: number[] = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    const { ms, value } = await timed(async () => {
      for (const path of changedPaths()) putInRoot(root, path, readFileSync(join(dir, `round-${n}`, path)));
      return record(n);
    });
    if (value.changes !== CHANGED + 1 || value.diff < 1_000) throw new Error(JSON.stringify(value));
    rounds.push(ms);
  }
  const status = plainStatus(plain);
  const [looks, statuses]: [number[], number[]] = [[], []];
  for (let n = 0; n < LOOKS; n += 1) {
    const { ms, value } = await timed(look);
    if (value !== 0) throw new Error(`${value} changes where there are none`);
    looks.push(ms);
    statuses.push(status());
  }
  return { rounds, firstLook: first.ms, looks, statuses, maxRssMb: highWaterMb() };
}

/** The most memory this process had. What `getrusage` says counts the parent's too, from before the program began. */
function highWaterMb(): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Math.round(Number(kilobytes) / 1_000);
}

function plainRounds(root: string, dir: string): number[] {
  git(root, "init", "-q");
  git(root, "add", "-A");
  git(root, "commit", "-q", "-m", "baseline");
  return Array.from({ length: ROUNDS }, (_, n) => {
    for (const path of changedPaths()) copyFileSync(join(dir, `round-${n}`, path), join(root, path));
    const begin = performance.now();
    git(root, "add", "-A");
    git(root, "diff", "--cached");
    git(root, "commit", "-q", "-m", "baseline");
    return performance.now() - begin;
  });
}

/** Measures a `git status` whenever it is called. */
function plainStatus(root: string): () => number {
  // Git reads again what was written in the second of its index; give it one that is over.
  spawnSync("sleep", ["1.1"]);
  git(root, "update-index", "--refresh", "-q");
  git(root, "status", "--porcelain");
  return () => {
    const begin = performance.now();
    git(root, "status", "--porcelain");
    return performance.now() - begin;
  };
}

function git(root: string, ...args: string[]): void {
  const result = spawnSync("git", args, { cwd: root, env: PERSON, maxBuffer: 1 << 28 });
  if (result.status !== 0) throw new Error(`git ${args.join(" ")}: ${result.stderr}`);
}

function fill(root: string): void {
  mkdirSync(join(root, "rollout_summaries"), { recursive: true });
  for (let n = 0; n < SUMMARIES; n += 1) writeFileSync(join(root, summaryPath(n)), memoryTexts(n).recap);
  const memories = Array.from({ length: SUMMARIES }, (_, n) => `## Thread \`${n}\`\n${memoryTexts(n).rawMemory}\n`);
  writeFileSync(join(root, "raw_memories.md"), `# Raw Memories\n\n${memories.join("")}`);
  const handbook = memories.slice(0, 20).join("");
  writeFileSync(join(root, "MEMORY.md"), handbook.slice(0, HANDBOOK_BYTES));
  writeFileSync(join(root, "memory_summary.md"), `v1\n${handbook.slice(0, SUMMARY_BYTES)}`);
}

/** The raw memories and every 40th summary. */
function changedPaths(): string[] {
  return ["raw_memories.md", ...Array.from({ length: CHANGED }, (_, n) => summaryPath(n * EVERY))];
}

/** The changed files of a round: as they were before, with one more line for each summary. */
function prepareRound(from: string, to: string, n: number): void {
  mkdirSync(join(to, "rollout_summaries"), { recursive: true });
  const line = `- learned in round ${n}\n`;
  for (const path of changedPaths()) {
    const text = readFileSync(join(from, path), "utf8");
    const changed = text.replaceAll(/^## Thread `(\d+)`\n/gm, (head, thread) =>
      Number(thread) % EVERY === 0 && Number(thread) < CHANGED * EVERY ? head + line : head,
    );
    writeFileSync(join(to, path), path.startsWith("raw") ? changed : text + line);
  }
}

function summaryPath(n: number): string {
  return `rollout_summaries/2026-01-01T00-00-00-${String(n).padStart(4, "0")}-a_session.md`;
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const begin = performance.now();
  const value = await work();
  return { ms: performance.now() - begin, value };
}

if (process.argv[2] === "measure")
  process.stdout.write(
    JSON.stringify(await measure(process.argv[3] ?? "", process.argv[4] ?? "", process.argv[5] ?? "")),
  );
