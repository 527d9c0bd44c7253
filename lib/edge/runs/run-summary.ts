import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { basename, join } from "node:path";
import { type PersonSeen, readPersonSeen } from "../../core/runs/person-seen.ts";
import { type RunSummary, readRunSummary } from "../../core/runs/run-summary.ts";

/** The record names its sequence near its beginning, and its files near its end when there are none. */
const END_BYTES = 4_096;

/** The brief of a run's folder; undefined when its record cannot be read or does not tell at its ends. */
export function runSummaryOf(folder: string): RunSummary | undefined {
  return ofRecord(folder, (fd) => {
    const { size } = fstatSync(fd);
    return readRunSummary(basename(folder), textAt(fd, 0), textAt(fd, Math.max(0, size - END_BYTES)));
  });
}

/** Whether a run's folder shows a person; undefined when its record cannot be read or does not tell at its beginning. */
export function personSeenOf(folder: string): PersonSeen | undefined {
  return ofRecord(folder, (fd) => readPersonSeen(textAt(fd, 0)));
}

function ofRecord<T>(folder: string, read: (fd: number) => T | undefined): T | undefined {
  try {
    const fd = openSync(join(folder, "run.json"), "r");
    try {
      return read(fd);
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
