import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { basename, join } from "node:path";
import { type RunSummary, readRunSummary } from "../../core/runs/run-summary.ts";

/** The record names its sequence near its beginning, and its files near its end when there are none. */
const END_BYTES = 4_096;

/** The brief of a run's folder; undefined when its record cannot be read or does not tell at its ends. */
export function runSummaryOf(folder: string): RunSummary | undefined {
  try {
    const fd = openSync(join(folder, "run.json"), "r");
    try {
      const { size } = fstatSync(fd);
      return readRunSummary(basename(folder), textAt(fd, 0), textAt(fd, Math.max(0, size - END_BYTES)));
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

function textAt(fd: number, position: number): string {
  const bytes = Buffer.allocUnsafe(END_BYTES);
  return bytes.toString("utf8", 0, readSync(fd, bytes, 0, END_BYTES, position));
}
