import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";
import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { writeAtomically } from "../fs/write-atomically.ts";

/** The collector that reads metrics runs as a user of its own. */
const READABLE = 0o644;

/** Throws `bad_config` for a file that metrics could not be written to, before a run spends anything. */
export function checkMetricsFile(path: string): void {
  const folder = dirname(path);
  try {
    if (!statSync(folder).isDirectory()) throw new Error("it is no folder");
    accessSync(folder, constants.W_OK | constants.X_OK);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Error("there is a folder of that name");
  } catch (thrown) {
    throw new MemoriesError("bad_config", `metrics file ${path} cannot be written: ${reasonOf(thrown)}`, {
      hint: `make the folder ${folder}, or name another file with --metrics-file`,
    });
  }
}

/** Replaces the metrics in one step, readable for everyone. Throws `io_failed`. */
export function writeMetricsFile(path: string, text: string): void {
  try {
    writeAtomically("metrics.write", path, text, "outlives_process", READABLE);
  } catch (thrown) {
    throw new MemoriesError("io_failed", `metrics file ${path} cannot be written: ${reasonOf(thrown)}`);
  }
}
