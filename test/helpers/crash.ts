import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TOP } from "./cli.ts";
import { PERSON, treeOf } from "./git-root.ts";
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
  /** Runs the program from source at a time, with a fault; resolves when it has ended. */
  run(args: readonly string[], now: number, fault: string): Promise<{ exit: number | null; signal: string | null }>;
  /** Everything in the root but `.git`. */
  files(): Record<string, string>;
  git(...args: string[]): string;
  /** What no finished or repaired run leaves. */
  leftovers(): string[];
  dispose(): void;
}

/** Makes an empty site; transcripts are nobody's business here. */
export function crashSite(): CrashSite {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "memories-crash-")));
  const work = join(dir, "work");
  const [home, root] = [join(work, ".memories"), join(work, ".memories/memories")];
  const env = { PATH: process.env.PATH ?? "", HOME: work, LANG: "C.UTF-8" };
  const git = (...args: string[]): string => {
    const result = spawnSync("git", args, { cwd: root, env: PERSON, encoding: "utf8" });
    return `${result.stdout}${result.stderr}`.trim();
  };
  return {
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
      rmSync(join(dir, "kept"), { recursive: true, force: true });
      cpSync(work, join(dir, "kept"), { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    },
    restore: () => {
      rmSync(work, { recursive: true, force: true });
      cpSync(join(dir, "kept"), work, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    },
    run: (args, now, fault) => {
      const at = new Date(now * 1_000).toISOString();
      const child = spawn(process.execPath, [join(TOP, "cli/main.ts"), ...args], {
        cwd: dir,
        env: { ...env, MEMORIES_NOW: at, MEMORIES_FAULT: fault },
        stdio: "ignore",
      });
      return new Promise((resolve) => child.once("exit", (exit, signal) => resolve({ exit, signal })));
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
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** The points that a run passes, in order, as `<point> <detail>`. */
export async function countPoints(site: CrashSite, args: readonly string[], now: number): Promise<string[]> {
  const list = join(site.dir, "points");
  rmSync(list, { force: true });
  const { exit } = await site.run(args, now, `count:${list}`);
  if (exit !== 0) throw new Error(`memories ${args.join(" ")} ended with ${exit}`);
  return readFileSync(list, "utf8").trim().split("\n");
}
