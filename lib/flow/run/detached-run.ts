import { spawnDetached } from "../../edge/process/spawn-detached.ts";
import { takeLockFile } from "../../edge/root/lock-file.ts";
import type { World } from "../world.ts";
import { type RunReport, skippedRun } from "./run.ts";

/** Starts a run that lives on by itself; its pid. `command` is this program with the words of the run. */
export function startDetached(
  world: World,
  command: readonly string[],
  marks: Readonly<Record<string, string>>,
): Promise<number> {
  return spawnDetached(command, { ...world.env, ...marks });
}

/** Runs `work` unless another detached run of this home is at it; then it is skipped. */
export async function oneAtATime(world: World, work: () => Promise<RunReport>): Promise<RunReport> {
  const taken = await takeLockFile(`${world.paths.home}/detached`);
  if (taken.kind === "held") return skippedRun("another detached run is going on");
  try {
    return await work();
  } finally {
    await taken.lock.release();
  }
}
