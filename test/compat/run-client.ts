import { spawn } from "node:child_process";
import { undoWhenStopped } from "./left-overs.ts";

export interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const TIMEOUT_MS = 120_000;

/** Runs a program to its end, with whatever it left running; this process goes on meanwhile, so that the model can answer. */
export function runClient(
  program: string,
  args: readonly string[],
  place: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly input?: string },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      cwd: place.cwd,
      env: { ...place.env, PWD: place.cwd },
      stdio: [place.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
      detached: true,
    });
    const isUndone = undoWhenStopped(() => endGroup(child.pid));
    let [stdout, stderr] = ["", ""];
    child.stdout?.on("data", (data) => {
      stdout += data;
    });
    child.stderr?.on("data", (data) => {
      stderr += data;
    });
    child.stdin?.end(place.input);
    const timer = setTimeout(() => endGroup(child.pid), TIMEOUT_MS);
    child.on("error", reject);
    child.on("exit", (exit) => {
      clearTimeout(timer);
      endGroup(child.pid);
      isUndone();
      // Pipes that a left-over child held are closed by now.
      setTimeout(() => resolve({ exit, stdout, stderr }), 50);
    });
  });
}

/** Ends what is left of the process group that a client led. */
export function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
