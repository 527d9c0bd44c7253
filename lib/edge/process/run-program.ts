import type { ChildProcess } from "node:child_process";
import { Readable } from "node:stream";
import { endGroup } from "./end-group.ts";

/** The handle behind the standard ones, on which a program may report aside from its output. */
export const REPORT_HANDLE = 3;

/** A program and what it is given. */
export interface Program {
  /** Program and arguments, run without a shell. */
  readonly command: readonly string[];
  readonly cwd?: string;
  /** Its whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it reads on standard input; default nothing. It may leave it unread. */
  readonly input?: string | Uint8Array;
  /** Whether it has `REPORT_HANDLE` to write to. */
  readonly reports?: "report" | "no_report";
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
  /** In milliseconds; it is ended then. */
  readonly timeoutMs?: number;
}

/** How a program ended. */
export interface ProgramEnd {
  readonly code: number | undefined;
  readonly killedBy: string | undefined;
  /** Why it could not be started. */
  readonly failure: (Error & { readonly code?: string }) | undefined;
  /** What ended it before it ended itself. */
  readonly stopped: "aborted" | "timeout" | "not_wanted" | undefined;
  /** Whether something of its group goes on, in spite of being killed. */
  readonly left: boolean;
}

/** A program that runs. All it writes must be read for it to go on. */
export interface RunningProgram {
  readonly stdout: Readable;
  /** The bytes of `stdout` as they come; none of a program that could not be started. */
  readonly output: AsyncIterable<Uint8Array>;
  readonly stderr: Readable;
  readonly report: Readable | undefined;
  /** Fulfilled once it has ended and nothing of its process group runs any more. */
  readonly ended: Promise<ProgramEnd>;
  /** Ends it, with everything in its process group. */
  stop(): Promise<ProgramEnd>;
}

/**
 * Starts a program in a process group of its own, which ends with it: also when it is stopped, aborted or takes too
 * long. Throws nothing that the program is to blame for; `ended` tells.
 */
export async function startProgram(program: Program): Promise<RunningProgram> {
  // Loaded only here: most commands run no program, and it takes as long as they do.
  const { execa } = await import("execa");
  const [file = "", ...args] = program.command;
  const child = started(() =>
    execa(file, args, {
      ...(program.cwd === undefined ? {} : { cwd: program.cwd }),
      env: program.env,
      extendEnv: false,
      detached: true,
      cleanup: false,
      stdio: ["pipe", "pipe", "pipe", program.reports === "report" ? "pipe" : "ignore"],
      buffer: false,
      encoding: "buffer",
      reject: false,
    }),
  );
  if (child instanceof Error) return neverStarted(child);
  const { nodeChildProcess, stdout, stderr } = child;
  let stopped: ProgramEnd["stopped"];
  const stop = (why: NonNullable<ProgramEnd["stopped"]>): void => {
    stopped ??= why;
    begun.resolve();
  };
  const begun = Promise.withResolvers<void>();
  const timer = program.timeoutMs === undefined ? undefined : setTimeout(() => stop("timeout"), program.timeoutMs);
  const onAbort = () => stop("aborted");
  program.signal?.addEventListener("abort", onAbort, { once: true });
  if (program.signal?.aborted) onAbort();
  // One that ends without reading its input has its own reasons.
  child.stdin.on("error", () => child.stdin.destroy());
  child.stdin.end(program.input ?? "");
  const ended = (async (): Promise<ProgramEnd> => {
    const exited = exitOf(nodeChildProcess);
    await Promise.race([exited, begun.promise]);
    clearTimeout(timer);
    program.signal?.removeEventListener("abort", onAbort);
    if (child.pid === undefined) {
      const { cause } = await child;
      const failure = cause instanceof Error ? cause : new Error(`cannot start ${file}`);
      return { code: undefined, killedBy: undefined, failure, stopped, left: false };
    }
    const left = !(await endGroup(child.pid));
    // The system has ended it; that it tells us so may take a moment longer.
    if (!left) await exited;
    const { exitCode, signalCode } = nodeChildProcess;
    return { code: exitCode ?? undefined, killedBy: signalCode ?? undefined, failure: undefined, stopped, left };
  })();
  return {
    stdout,
    output: child.pid === undefined ? nothing() : stdout,
    stderr,
    report: (nodeChildProcess.stdio[REPORT_HANDLE] as Readable | null | undefined) ?? undefined,
    ended,
    stop: () => {
      stop("not_wanted");
      return ended;
    },
  };
}

/**
 * What a start throws, as the failure it is: under Bun the runner trips over its own answer when the system refuses a
 * process at once, for want of handles or memory.
 */
function started<T>(start: () => T): T | Error {
  try {
    return start();
  } catch (thrown) {
    return thrown instanceof TypeError
      ? new Error("the system refused it: too many open files or processes, or too little memory", { cause: thrown })
      : thrown instanceof Error
        ? thrown
        : new Error(String(thrown));
  }
}

function neverStarted(failure: Error): RunningProgram {
  const end: ProgramEnd = { code: undefined, killedBy: undefined, failure, stopped: undefined, left: false };
  const ended = Promise.resolve(end);
  const empty = () => Readable.from([]);
  return { stdout: empty(), output: nothing(), stderr: empty(), report: undefined, ended, stop: () => ended };
}

async function* nothing(): AsyncGenerator<Uint8Array, void> {}

function exitOf(child: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once("exit", () => resolve());
  child.once("error", () => resolve());
  return promise;
}
