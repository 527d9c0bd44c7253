import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** The program that the build made; the compat test runs nothing else of ours. */
export const OWN_BINARY = join(import.meta.dirname, "../../dist/memories");

export interface OwnRun {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const LARGEST_OUTPUT = 1 << 28;

/** Runs our binary in a person's home, with nothing of the real environment but `PATH`. */
export function runOwn(home: string, args: readonly string[]): OwnRun {
  const { status, stdout, stderr } = spawnSync(OWN_BINARY, [...args], {
    cwd: home,
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", HOME: home, LANG: "C.UTF-8" },
    maxBuffer: LARGEST_OUTPUT,
  });
  return { exit: status, stdout, stderr };
}

/** The JSON report of a run that must end with 0. */
export function reportOf<T>(run: OwnRun): T {
  if (run.exit !== 0) throw new Error(`exit ${run.exit}: ${run.stdout}${run.stderr}`.slice(0, 2_000));
  return JSON.parse(run.stdout);
}
