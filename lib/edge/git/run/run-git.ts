import { MemoriesError } from "../../../core/errors.ts";
import { errorCode } from "../../fs/error-code.ts";
import { startProgram } from "../../process/run-program.ts";
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

/** What is not streamed names files and objects: more than this is no answer of git's. */
const ANSWER_MAX_BYTES = 128 * 1024 * 1024;

/**
 * Runs git and returns its stdout, which is bounded. Throws `git_missing`, or `git_failed` with git's own words. The call has a
 * process group of its own, which ends with it, also when it is stopped or takes too long.
 */
export async function runGit(git: Git, call: GitCall): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of streamGit(git, call)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > ANSWER_MAX_BYTES)
      throw failed(call.args[0] ?? "", `it answers with more than ${ANSWER_MAX_BYTES} bytes`);
  }
  return Buffer.concat(chunks);
}

/** The same with stdout as it comes. A reader that stops early ends the call. */
export async function* streamGit(git: Git, call: GitCall): AsyncGenerator<Uint8Array, void> {
  git.signal?.throwIfAborted();
  const name = call.args[0] ?? "";
  const child = await startProgram({
    command: ["git", ...call.args],
    cwd: call.place.cwd,
    env: gitEnvironment(git.env, call.place),
    signal: git.signal,
    timeoutMs: git.timeoutMs ?? GIT_TIMEOUT_MS,
    ...(call.input === undefined ? {} : { input: call.input }),
  });
  let complaint = "";
  child.stderr.on("data", (bytes: Uint8Array) => {
    if (complaint.length < COMPLAINT_MAX_BYTES) complaint += Buffer.from(bytes).toString("utf8");
  });
  try {
    yield* child.output;
    const { code, killedBy, failure, stopped } = await child.ended;
    if (stopped === "timeout") throw new MemoriesError("git_failed", `git ${name} took too long and was stopped`);
    git.signal?.throwIfAborted();
    if (failure !== undefined) throw cannotStart(failure);
    if (code === undefined) throw failed(name, `was killed by ${killedBy}`);
    if (!(call.answers ?? [0]).includes(code)) throw failed(name, complaint);
  } finally {
    await child.stop();
  }
}

function cannotStart(cause: Error): MemoriesError {
  const code = errorCode(cause);
  if (code === "ENOENT" || code === "EACCES") return gitMissing(cause);
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
