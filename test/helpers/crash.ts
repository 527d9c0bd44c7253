import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binary } from "./cli.ts";
import { PERSON, treeOf } from "./git-root.ts";
import { type KeptFolder, keepFolder } from "./kept-folder.ts";
import { DEFAULT_SETTINGS, type TestWorld, testWorld } from "./world.ts";

/** A person's folder that can be put back to how it was, at the same path. */
export interface CrashSite {
  readonly dir: string;
  readonly home: string;
  readonly root: string;
  /** A World in this process, over the same home. */
  world(now: number): TestWorld;
  /** Keeps the folder as it is now; `restore` brings it back. */
  keep(): void;
  restore(): void;
  /** Runs the program at a time, with a fault; resolves when it has ended. */
  run(args: readonly string[], now: number, fault: string): Promise<{ exit: number | null; signal: string | null }>;
  /**
   * Runs the program once from how `keep` found the folder, and copies the folder at each point it passes; the points,
   * as `<n> <point> <detail>`. What lies in such a copy is what lies there when the process is killed at the point.
   */
  copyAtPoints(args: readonly string[], now: number): string[];
  /** How many points the built program passes on the same way: it looks at its own driver before all else. */
  countPoints(args: readonly string[], now: number): Promise<number>;
  /** Puts the folder to how it was at the n-th point; works once for each. */
  goTo(point: number): void;
  /** Everything in the root but `.git`. */
  files(): Record<string, string>;
  git(...args: string[]): string;
  /** What no finished or repaired run leaves. */
  leftovers(): string[];
  dispose(): void;
}

const COPY_AT_POINTS = join(import.meta.dirname, "copy-at-points.ts");

/** Makes an empty site; transcripts are nobody's business here. */
export function crashSite(): CrashSite {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "memories-crash-")));
  const work = join(dir, "work");
  const [home, root] = [join(work, ".memories"), join(work, ".memories/memories")];
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: work,
    LANG: "C.UTF-8",
    // Bun would keep what it made of the sources in the home, which is copied at each point.
    BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0",
  };
  const git = (...args: string[]): string => {
    const result = spawnSync("git", args, { cwd: root, env: PERSON, encoding: "utf8" });
    return `${result.stdout}${result.stderr}`.trim();
  };
  const copies = join(dir, "copies");
  let kept: KeptFolder | undefined;
  const self: CrashSite = {
    dir,
    home,
    root,
    world: (now) =>
      testWorld({
        dir,
        home,
        codexHome: join(work, ".codex"),
        now,
        settings: DEFAULT_SETTINGS,
        machine: existsSync(join(home, "machine-id")) ? readFileSync(join(home, "machine-id"), "utf8").trim() : "none",
      }),
    keep: () => {
      kept = keepFolder(work);
    },
    restore: () => kept?.restore(),
    run: (args, now, fault) => {
      const at = new Date(now * 1_000).toISOString();
      const child = spawn(binary(), args, {
        cwd: dir,
        env: { ...env, MEMORIES_NOW: at, MEMORIES_FAULT: fault },
        stdio: "ignore",
      });
      return new Promise((resolve) => child.once("exit", (exit, signal) => resolve({ exit, signal })));
    },
    copyAtPoints: (args, now) => {
      rmSync(copies, { recursive: true, force: true });
      self.restore();
      const at = { MEMORIES_NOW: new Date(now * 1_000).toISOString() };
      const words = [COPY_AT_POINTS, work, copies, ...args];
      const ended = spawnSync(process.execPath, words, { cwd: dir, env: { ...env, ...at }, encoding: "utf8" });
      if (ended.status !== 0) throw new Error(`memories ${args.join(" ")} ended with ${ended.status}: ${ended.stderr}`);
      return readFileSync(join(copies, "points"), "utf8").trim().split("\n");
    },
    countPoints: async (args, now) => {
      const log = join(dir, "counted");
      rmSync(log, { force: true });
      self.restore();
      await self.run(args, now, `count:${log}`);
      return readFileSync(log, "utf8").trim().split("\n").length;
    },
    goTo: (point) => {
      rmSync(work, { recursive: true, force: true });
      renameSync(join(copies, String(point)), work);
    },
    files: () => (existsSync(root) ? Object.fromEntries(treeOf(root)) : {}),
    git,
    leftovers: () => [
      ...namesIn(join(root, ".git")).filter((name) => /^memories-(intent|moves|draft|unfinished)/.test(name)),
      // What a failure left of this very process goes with the process.
      ...namesIn(join(home, "staging")).filter((name) => !name.startsWith(`git-${process.pid}-`)),
      ...namesIn(join(home, "runs")).filter((name) => name.startsWith(".") && !name.endsWith(".lock")),
      ...namesIn(home).filter((name) => name.endsWith(".lock")),
    ],
    dispose: () => rmSync(dir, { recursive: true, force: true }),
  };
  return self;
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
