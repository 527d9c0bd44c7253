import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { MemoriesError } from "../../../core/errors.ts";
import { type Environment, type GitPlace, gitEnvironment } from "./git-environment.ts";

/** What every call of git shares. */
export interface Git {
  /** Of it only the search path counts (see `gitEnvironment`). */
  readonly env: Environment;
  /** Ends a running call. */
  readonly signal?: AbortSignal | undefined;
  /** One call at most, in milliseconds; default `GIT_TIMEOUT_MS`. */
  readonly timeoutMs?: number;
}

export interface GitCall {
  readonly place: GitPlace;
  readonly args: readonly string[];
  /** Bytes for its stdin; default none. */
  readonly input?: string | Uint8Array;
  /** Exit codes that are answers; default 0 alone. */
  readonly answers?: readonly number[];
}

/** A call that takes longer hangs: the largest diffs of a memory folder take seconds. */
export const GIT_TIMEOUT_MS = 300_000;
/** As much of its complaint as an error shows. */
const COMPLAINT_MAX_BYTES = 2_000;

/**
 * Runs git and returns its stdout. Throws `git_missing`, or `git_failed` with git's own words. The call has a
 * process group of its own, which ends with it, also when it is stopped or takes too long.
 */
export async function runGit(git: Git, call: GitCall): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of streamGit(git, call)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The same with stdout as it comes. A reader that stops early ends the call. */
export async function* streamGit(git: Git, call: GitCall): AsyncGenerator<Uint8Array, void> {
  const { spawn } = await import("node:child_process");
  git.signal?.throwIfAborted();
  const name = call.args[0] ?? "";
  const child = spawn("git", call.args, {
    cwd: call.place.cwd,
    env: gitEnvironment(git.env, call.place),
    detached: true,
  });
  const ended = endOf(child);
  let stopped: "aborted" | "timeout" | undefined;
  const stop = (why: "aborted" | "timeout") => {
    stopped ??= why;
    killGroup(child);
  };
  const timer = setTimeout(() => stop("timeout"), git.timeoutMs ?? GIT_TIMEOUT_MS);
  const abort = () => stop("aborted");
  git.signal?.addEventListener("abort", abort, { once: true });
  let complaint = "";
  child.stderr.on("data", (bytes: Uint8Array) => {
    if (complaint.length < COMPLAINT_MAX_BYTES) complaint += Buffer.from(bytes).toString("utf8");
  });
  // A git that ends without reading its input says why by its exit code.
  child.stdin.on("error", () => undefined);
  child.stdin.end(call.input ?? "");
  let finished = false;
  try {
    yield* readAll(child);
    const end = await ended;
    finished = true;
    if (stopped === "timeout") throw new MemoriesError("git_failed", `git ${name} took too long and was stopped`);
    git.signal?.throwIfAborted();
    if (end.error !== undefined) throw cannotStart(end.error);
    if (end.code === null || !(call.answers ?? [0]).includes(end.code)) {
      throw failed(name, end.code === null ? `was killed by ${end.signal}` : complaint);
    }
  } finally {
    clearTimeout(timer);
    git.signal?.removeEventListener("abort", abort);
    if (!finished) {
      killGroup(child);
      await ended;
    }
  }
}

/** A program that could not be started has a stdout that breaks; why is told by how it ended. */
async function* readAll(child: ChildProcessWithoutNullStreams): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const chunk of child.stdout) yield chunk;
  } catch (thrown) {
    if (child.pid !== undefined) throw thrown;
  }
}

interface End {
  readonly code: number | null;
  readonly signal: string | null;
  readonly error?: Error;
}

function endOf(child: ChildProcessWithoutNullStreams): Promise<End> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: null, signal: null, error }));
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
}

function killGroup(child: ChildProcessWithoutNullStreams): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It ended by itself in the same moment.
    child.kill("SIGKILL");
  }
}

function cannotStart(cause: Error): MemoriesError {
  if ("code" in cause && (cause.code === "ENOENT" || cause.code === "EACCES")) return gitMissing(cause);
  return new MemoriesError("git_failed", `git cannot be started: ${cause.message}`, { cause });
}

/** The error of a machine without git. */
export function gitMissing(cause?: unknown): MemoriesError {
  return new MemoriesError("git_missing", "git is not installed: no program called git in PATH", {
    hint: "install git, or put the folder it lies in into PATH",
    cause,
  });
}

function failed(name: string, complaint: string): MemoriesError {
  const words = complaint.trim().replaceAll(/\s*\n\s*/g, "; ");
  return new MemoriesError("git_failed", `git ${name} failed: ${words || "it gave no reason"}`);
}
