import { readdirSync } from "node:fs";
import { errorCode } from "../fs/error-code.ts";
import { answers, isAtWork, isRunning, type ProcessIdentity, processStat } from "./process-identity.ts";

/** Between two looks at whether processes are gone, and looks at most: 5 s in all. */
const LOOK_MS = 10;
const LOOKS = 500;

/** Kills a process group, and waits until nothing of it runs; false when something still does after 5 s. */
export async function endGroup(group: number): Promise<boolean> {
  return await goneWhen(() => !kill(-group) || !groupRuns(group));
}

/** Kills a process, and waits until it is gone; false when it still runs after 5 s. */
export async function endProcess(known: ProcessIdentity): Promise<boolean> {
  return await goneWhen(() => !isRunning(known) || !kill(known.pid));
}

async function goneWhen(gone: () => boolean): Promise<boolean> {
  for (let look = 0; look < LOOKS; look += 1) {
    if (gone()) return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return false;
}

/** False for what is gone already, or is another's by now: that is left. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code === "ESRCH" || code === "EPERM") return false;
    throw thrown;
  }
}

function groupRuns(group: number): boolean {
  if (process.platform !== "linux") return answers(-group);
  return readdirSync("/proc").some((name) => {
    const stat = /^\d+$/.test(name) ? processStat(name) : undefined;
    return stat !== undefined && stat.group === group && isAtWork(stat);
  });
}
