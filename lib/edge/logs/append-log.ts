import {
  appendFileSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { fault } from "../../core/fault.ts";
import { isSystemError } from "../../core/io-failure.ts";
import { writeAtomically } from "../fs/write-atomically.ts";

/** A log file is moved aside when it has grown to this size. */
export const LOG_MAX_BYTES = 1024 * 1024;
/** So many older ones are kept: `run.log.1` is the newest of them. */
export const LOGS_KEPT = 4;

/** The log of runs that nobody watches, in `<home>/logs/`. */
export function logFile(home: string): string {
  return join(home, "logs", "run.log");
}

/** Appends a line, rotating first when the file is full. Private to the user. Throws what the file system throws. */
export function appendLog(path: string, line: string): void {
  fault("log.write", path);
  mkdirSync(join(path, ".."), { recursive: true, mode: 0o700 });
  if (sizeOf(path) + line.length > LOG_MAX_BYTES) rotate(path);
  appendFileSync(path, line, { mode: 0o600 });
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function rotate(path: string): void {
  // None of ours grows beyond its bound by more than a line: what is larger was put there, and its end is enough.
  if (sizeOf(path) > 2 * LOG_MAX_BYTES) writeAtomically("log.write", path, endOf(path));
  rmSync(`${path}.${LOGS_KEPT}`, { force: true });
  for (let age = LOGS_KEPT - 1; age >= 0; age--) {
    const from = age === 0 ? path : `${path}.${age}`;
    if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, `${path}.${age + 1}`);
  }
}

/** The last bytes of a file, as many as a log may hold. */
function endOf(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(LOG_MAX_BYTES);
    const count = readSync(file, bytes, 0, bytes.length, Math.max(0, fstatSync(file).size - bytes.length));
    return bytes.subarray(0, count);
  } finally {
    closeSync(file);
  }
}

/** The newest lines of the log, oldest of them first; none when there is no log, or something else in its place. */
export function lastLogLines(path: string, count: number): string[] {
  const lines = textOf(path)?.split("\n") ?? [];
  return lines.filter((line) => line !== "").slice(-count);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if (isSystemError(thrown)) return undefined;
    throw thrown;
  }
}

/** Removes the lines that give something away from all logs; how many there were. */
export function forgetInLogs(home: string, givesAway: (line: string) => boolean): number {
  const newest = logFile(home);
  let removed = 0;
  for (const path of [newest, ...Array.from({ length: LOGS_KEPT }, (_, age) => `${newest}.${age + 1}`)]) {
    if (statSync(path, { throwIfNoEntry: false }) === undefined) continue;
    const lines = readFileSync(path, "utf8").split("\n");
    const kept = lines.filter((line) => !givesAway(line));
    if (kept.length === lines.length) continue;
    removed += lines.length - kept.length;
    writeAtomically("log.write", path, kept.join("\n"));
  }
  return removed;
}
