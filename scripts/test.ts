import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { z } from "zod";

/**
 * Runs the tests, files side by side, the slowest first. `fast` as first argument leaves out the files that took longer
 * than `FAST_MS` when the timings were last written; `timings` writes them anew; other words name test files.
 */
const TOP = join(import.meta.dirname, "..");
const TIMINGS = "test/timings.json";
/** A file that takes longer than this, in milliseconds, is not part of the fast run. */
const FAST_MS = 1_500;
/** One file more than there are processors: some wait for a process or a clock, and another can go on meanwhile. */
const AT_ONCE = availableParallelism() + 1;

const Timings = z.object({ files: z.record(z.string(), z.number()) });

function slowFiles(): readonly string[] {
  const path = join(TOP, TIMINGS);
  if (!existsSync(path)) return [];
  const { files } = Timings.parse(JSON.parse(readFileSync(path, "utf8")));
  return Object.entries(files).flatMap(([file, ms]) => (ms > FAST_MS ? [file] : []));
}

function run(program: string, args: readonly string[]): number {
  return spawnSync(program, args, { cwd: TOP, stdio: "inherit" }).status ?? 1;
}

const [mode, ...rest] = process.argv.slice(2);
const words = mode === "fast" || mode === "timings" ? rest : process.argv.slice(2);
const leftOut = mode === "fast" ? slowFiles().flatMap((file) => ["--path-ignore-patterns", file]) : [];
const kept = mode === "timings" ? ["--update-timings"] : [];
// Built once here: test files that run side by side would each find it stale.
const built = run("bun", ["build.ts"]);
process.exit(
  built === 0
    ? run("bun", ["test", `--parallel=${AT_ONCE}`, `--timings=${TIMINGS}`, ...kept, ...leftOut, ...words])
    : built,
);
