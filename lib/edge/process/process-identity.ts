import { readFileSync, readlinkSync } from "node:fs";
import { errorCode } from "../fs/error-code.ts";

/** A process, known well enough not to take a later one with its number for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** See `processStart`; undefined when it was gone already. */
  readonly started: string | undefined;
}

/** What to remember of a process that is running now. */
export function identifyProcess(pid: number): ProcessIdentity {
  return { pid, started: processStart(pid) };
}

/** Whether a process still runs, and is the one that was meant. */
export function isRunning({ pid, started }: ProcessIdentity): boolean {
  const now = processStart(pid);
  return now !== undefined && now === started;
}

/** Names a process whose start the system does not tell: then its number is all there is. */
export const UNKNOWN_START = "unknown";

/**
 * When a process of this machine started, as an opaque text that two processes with the same number never
 * share, of different boots neither; `undefined` when there is no such process (a zombie, which does nothing any
 * more, counts as none).
 */
export function processStart(pid: number): string | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (process.platform !== "linux") return startByPs(pid);
  const stat = processStat(String(pid));
  return stat === undefined || !isAtWork(stat) ? undefined : `${bootId()}:${stat.started}`;
}

/** The boot of this machine; undefined where the system does not tell. */
export function bootId(): string | undefined {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    return undefined;
  }
}

/**
 * Names the boot and the namespace in which a process number means one process, in hexadecimal; the same in all that
 * share them, undefined where the system does not tell.
 */
export function processSpace(): string | undefined {
  const boot = bootId()?.replaceAll(/[^0-9a-f]/g, "");
  const [, namespace] = /\[(\d+)\]/.exec(pidNamespace() ?? "") ?? [];
  return boot === undefined || namespace === undefined ? undefined : boot.slice(0, 16) + Number(namespace).toString(16);
}

function pidNamespace(): string | undefined {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    return undefined;
  }
}

/** What Linux tells of a process. */
export interface ProcessStat {
  readonly state: string;
  readonly group: number;
  /** Since the boot, in the kernel's count. */
  readonly started: string | undefined;
}

/** Whether a process does anything: one that has ended and waits for its parent to notice does not. */
export function isAtWork({ state }: ProcessStat): boolean {
  return state !== "Z" && state !== "X";
}

/** What Linux tells of a process; undefined when there is none, and on other systems. */
export function processStat(pid: string): ProcessStat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    return undefined;
  }
  // The second field is the program's name in parentheses and may hold blanks and parentheses itself.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0] ?? "", group: Number(fields[2]), started: fields[19] };
}

/** Not through `runProgram`: it is asked in the middle of work that must not be interleaved with other work. */
function startByPs(pid: number): string | undefined {
  try {
    const { execFileSync } = process.getBuiltinModule("node:child_process");
    const args = ["-o", "lstart=", "-p", String(pid)];
    return execFileSync("/bin/ps", args, { encoding: "utf8", env: { LC_ALL: "C" } }).trim();
  } catch {
    return answers(pid) ? UNKNOWN_START : undefined;
  }
}

/** Whether there is a process (a group for a negative number), whoever's it is. */
export function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return errorCode(thrown) === "EPERM";
  }
}
