import { reasonOf } from "../lib/core/errors.ts";
import { ioFailure } from "../lib/core/io-failure.ts";
import type { LooseRequest } from "./argv/loose-request.ts";
import { type Request, readCommandLine } from "./argv/program.ts";
import type { Command, CommandContext, Io } from "./command.ts";
import { loadCommands } from "./commands/index.ts";
import { type ExitCode, exitCodeOf } from "./exit.ts";
import { type LazyWorld, lazyWorld } from "./lazy-world.ts";
import type { Options } from "./options/settings.ts";
import { isPlain, logFormat } from "./terminal/manner.ts";
import { ReaderGone, writeOut } from "./terminal/output.ts";
import { signalExit, strayThrown } from "./terminal/signals.ts";
import { readStdin } from "./terminal/stdin.ts";
import { isTerminal } from "./terminal/terminal.ts";

type ReadRequest =
  | { readonly kind: "request"; readonly request: Request }
  | { readonly kind: "error"; readonly exit: ExitCode };
type RunRequest = Extract<Request, { kind: "run" }>;

/** Runs one command line and returns the exit code. Everything that is thrown below ends here. */
export async function run(typed: readonly string[], version: string): Promise<ExitCode> {
  const asked = await readRequest(typed);
  if (asked.kind === "error") return asked.exit;
  const { request } = asked;
  if (request.kind === "version") return say(version);
  if (request.kind === "help") return say(await helpText(request.command));
  return runCommand(request);
}

function say(text: string): ExitCode {
  writeOut(`${text}\n`);
  return 0;
}

/** Help as wide as the terminal, its headings set off by weight there. */
async function helpText(command: Command | undefined): Promise<string> {
  const { PLAIN_HELP, renderCommandHelp, renderProgramHelp } = await import("./reference/help.ts");
  const { columns, color } = processIo({});
  const layout = isTerminal(1)
    ? { width: columns, heading: (title: string) => (color ? `\u001b[1m${title}\u001b[22m` : title) }
    : PLAIN_HELP;
  return command === undefined ? renderProgramHelp(await loadCommands(), layout) : renderCommandHelp(command, layout);
}

/** The reporter brings the redactor along, which nobody needs who has no error. */
async function reportError(thrown: unknown, { command, options }: LooseRequest): Promise<void> {
  const reporter = await import("./terminal/report-error.ts");
  const streams = command?.streams?.(options) === true;
  reporter.reportError(thrown, {
    json: options.json !== true ? "nowhere" : streams ? "stderr" : "stdout",
    level: options.quiet === true ? "quiet" : options.verbose === true ? "verbose" : "normal",
    format: logFormat(options),
    columns: isTerminal(2) ? process.stderr.columns || undefined : undefined,
  });
}

async function readRequest(typed: readonly string[]): Promise<ReadRequest> {
  try {
    return { kind: "request", request: await readCommandLine(typed) };
  } catch (thrown) {
    const { looseRequest } = await import("./argv/loose-request.ts");
    const asked = await looseRequest(typed);
    // A session-start hook must not fail its session, whatever was typed.
    if (asked.options.hook === true || asked.options.forHook !== undefined)
      return { kind: "error", exit: await logFailure(thrown, asked.options) };
    await reportError(thrown, asked);
    return { kind: "error", exit: exitCodeOf(thrown, "command") };
  }
}

async function runCommand(request: RunRequest): Promise<ExitCode> {
  const { command, options } = request;
  const silent = command.silent?.(options, process.env) === true;
  const answersHook = command.answersHook?.(options) === true;
  const opened = lazyWorld(options, {
    talkTo: silent || answersHook ? "file" : "stderr",
    reports: command.reports === "on what it did",
  });
  let exit: ExitCode;
  try {
    exit = await runOpened(request, opened, { silent, answersHook });
  } finally {
    await opened.close();
  }
  // A signal that came with the last change is heard in the next turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  return signalExit() ?? exit;
}

interface Manner {
  /** Nothing is printed, whatever happens. */
  readonly silent: boolean;
  /** What fails must not fail the agent's session that asks. */
  readonly answersHook: boolean;
}

async function runOpened(request: RunRequest, opened: LazyWorld, { silent, answersHook }: Manner): Promise<ExitCode> {
  const { command, options } = request;
  const io = processIo(options);
  const context: CommandContext = {
    ...request,
    world: async () => (await opened.get()).world,
    commands: loadCommands,
    env: process.env,
    io,
  };
  try {
    if (process.env.MEMORIES_FAULT) {
      const { installFaults } = await import("./fault-hook.ts");
      installFaults(process.env.MEMORIES_FAULT);
    }
    const outcome = await command.run(context);
    await opened.flush();
    const stray = strayThrown();
    if (stray !== undefined) return await endStray(stray.thrown, request, silent);
    if (silent) return 0;
    const { printOutcome } = await import("./terminal/print-outcome.ts");
    const told = opened.toldFailure() ? "failure" : "nothing";
    printOutcome(outcome, { command, options, io, pager: process.env.PAGER, told });
    return outcome.exit;
  } catch (thrown) {
    if (thrown instanceof ReaderGone) return 0;
    const stray = strayThrown();
    if (stray !== undefined) return await endStray(stray.thrown, request, silent);
    const stopped = signalExit();
    if ((silent || answersHook) && stopped === undefined) return logFailure(await opened.explain(thrown), options);
    await opened.flush();
    if (stopped !== undefined) return stopped;
    // A disk that fails where nobody looked is trouble of the machine's, and no bug of ours.
    const told = await opened.explain(ioFailure("a file could not be worked on", thrown));
    await reportError(told, request);
    return exitCodeOf(told, command.asksQuestion?.(options) === true ? "question" : "command");
  }
}

/** A bug in a timer or a callback: by now the command has given back what it held. */
async function endStray(thrown: unknown, request: RunRequest, silent: boolean): Promise<ExitCode> {
  if (silent) return logFailure(thrown, request.options);
  await reportError(thrown, request);
  return 70;
}

/** What went wrong while nobody watched stands in the log; where that cannot be written there is nobody to tell. */
async function logFailure(thrown: unknown, options: Options): Promise<ExitCode> {
  const [{ logSink }, { makeLogger }] = await Promise.all([import("./world.ts"), import("./terminal/log.ts")]);
  try {
    const sink = logSink(options, process.env, (refused) => {
      throw refused;
    });
    const logger = makeLogger({ level: "normal", format: "text", terminal: "plain", sink });
    logger.failure(reasonOf(thrown));
    await logger.flush();
  } catch (unwritable) {
    if (options.verbose === true) await reportError(unwritable, { command: undefined, options: {} });
  }
  return 0;
}

function processIo(options: Options): Io {
  // Node's own stream objects cost a millisecond each: they are made only by who reads them.
  const stdoutIsTerminal = isTerminal(1);
  return {
    get stdin() {
      return readStdin();
    },
    get stdinIsTerminal() {
      return isTerminal(0);
    },
    stdoutIsTerminal,
    // The stream knows a size only where it is a terminal; a person may say another.
    get columns() {
      return sizeOf(process.env.COLUMNS, process.stdout.columns, DEFAULT_COLUMNS);
    },
    get rows() {
      return sizeOf(process.env.LINES, process.stdout.rows, DEFAULT_ROWS);
    },
    color: stdoutIsTerminal && options.json !== true && !isPlain(options),
    write: async (chunk) => writeOut(chunk),
  };
}

/** What a terminal that does not tell its size is taken for. */
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

function sizeOf(said: string | undefined, measured: number | undefined, fallback: number): number {
  const number = Number(said);
  return Number.isInteger(number) && number > 0 ? number : measured || fallback;
}
