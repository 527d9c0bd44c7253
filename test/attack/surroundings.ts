import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Attack, Bench } from "./attack.ts";

/** What may lie in the place of a file or folder of a fixed name. */
const STRANGE: Readonly<Record<string, (path: string, bench: Bench) => void>> = {
  "a pipe": (path) => void spawnSync("mkfifo", [path]),
  "a folder": (path) => mkdirSync(path),
  "a link to nothing": (path) => symlinkSync("/nonexistent/x", path),
  "a link to itself": (path) => symlinkSync(path, path),
  "a link to a person's folder": (path, bench) => symlinkSync(bench.mine, path),
  "an empty file": (path) => writeFileSync(path, ""),
  "a megabyte of zeros": (path) => writeFileSync(path, Buffer.alloc(1024 * 1024)),
};

/** Places, under the home, that the program looks at by name. */
const PLACES = [
  "machine-id",
  "memories.toml",
  "memories.db",
  "memories/.git/HEAD",
  "memories/.git/config",
  "memories/.git/index",
  "memories/.git/packed-refs",
  "memories/.git/memories-root",
  "memories/.git/memories-cache",
  "memories/.git/memories-intent",
  "memories/MEMORY.md",
  "memories/memory_summary.md",
  "memories/raw_memories.md",
  "memories/rollout_summaries",
  "memories/skills",
  "memories/extensions",
  ".memories.lock",
  "staging",
  "runs",
  "rejected",
  "logs",
  "cache",
];

const COMMANDS = [["consolidate", "--offline", "--force"], ["status"], ["instructions"], ["doctor"], ["undo"]];

/** Anything in the place of anything: no command hangs, dies or is a bug, and nothing of a person's is lost. */
export const strangeFiles: Attack = {
  name: "strange files in fixed places",
  cases: PLACES.flatMap((place) =>
    Object.entries(STRANGE).map(([what, put]) => ({
      name: `${what} in the place of ${place}`,
      run: (bench) => {
        const path = join(bench.home, place);
        for (const command of COMMANDS) {
          bench.restore();
          rmSync(path, { recursive: true, force: true });
          mkdirSync(dirname(path), { recursive: true });
          put(path, bench);
          bench.expectSane(command);
        }
      },
    })),
  ),
};
