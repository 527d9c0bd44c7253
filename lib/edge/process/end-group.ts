import { readdirSync, readFileSync } from "node:fs";

/** Between two looks at whether processes are gone, and looks at most: 5 s in all. */
const LOOK_MS = 10;
const LOOKS = 500;

/** Kills a process group, and waits until nothing of it runs; false when something still does after 5 s. */
export async function endGroup(group: number): Promise<boolean> {
  return await goneWhen(() => {
    kill(-group);
    return !groupRuns(group);
  });
}

/** A process, known well enough not to take a later one with its number for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the kernel's count; undefined where nobody tells. */
  readonly started: string | undefined;
}

/** What to remember of a process that is running now. */
export function identifyProcess(pid: number): ProcessIdentity {
  return { pid, started: statOf(String(pid))?.started };
}

/** Kills a process, and waits until it is gone; false when it still runs after 5 s. */
export async function endProcess(known: ProcessIdentity): Promise<boolean> {
  return await goneWhen(() => {
    const stat = statOf(String(known.pid));
    if (stat === undefined || !runs(stat) || stat.started !== known.started) return true;
    kill(known.pid);
    return false;
  });
}

async function goneWhen(gone: () => boolean): Promise<boolean> {
  for (let look = 0; look < LOOKS; look += 1) {
    if (gone()) return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return false;
}

/** What is gone already, or is another's by now, is left. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && (thrown.code === "ESRCH" || thrown.code === "EPERM"))
      return false;
    throw thrown;
  }
}

function groupRuns(group: number): boolean {
  if (process.platform !== "linux") return answers(-group);
  return readdirSync("/proc").some((name) => {
    const stat = /^\d+$/.test(name) ? statOf(name) : undefined;
    return stat !== undefined && stat.group === group && runs(stat);
  });
}

function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

interface ProcessStat {
  readonly state: string;
  readonly group: number;
  readonly started: string | undefined;
}

/** A process that has ended and waits for its parent to notice does nothing any more. */
function runs({ state }: ProcessStat): boolean {
  return state !== "Z" && state !== "X";
}

/** What Linux tells of a process; undefined when there is none, and elsewhere. */
function statOf(pid: string): ProcessStat | undefined {
  try {
    // The second field is the program's name in parentheses and may hold blanks and parentheses itself.
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0] ?? "", group: Number(fields[2]), started: fields[19] };
  } catch {
    return undefined;
  }
}
