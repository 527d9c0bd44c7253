import type { World } from "../lib/flow/world.ts";
import type { OptionName, Options } from "./options/settings.ts";
import type { Table } from "./print/table.ts";

/**
 * Exit codes that a command may end with by itself; the others are made from errors and signals (`exit.ts`). 2 is for
 * a command of several parts one of which was refused, 75 for one whose endpoint is away.
 */
export type CommandExit = 0 | 1 | 2 | 75;

/** What a command hands back. `program.ts` prints it: `json` with `--json`, else `text`. */
export interface Outcome {
  readonly exit: CommandExit;
  /** The report as a JSON value, keys as in the contract; times are whole seconds, which printing turns into RFC 3339. */
  readonly json?: object;
  /** A JSON value in another program's form, printed as it is in place of `json`. */
  readonly rawJson?: object;
  /** The report for people; a newline is added at its end. Empty: nothing is printed. */
  readonly text?: string;
  /** The report as rows, in place of `text`: a table on a terminal, tab-separated values elsewhere. */
  readonly table?: Table;
}

/** The byte streams of the process. Commands that stream read and write here themselves. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  /** The size of the terminal on stdout, in places and lines. */
  readonly columns: number;
  readonly rows: number;
  /** ANSI colour is wanted on stdout. */
  readonly color: boolean;
  /** Writes to stdout, waits for room in the pipe, ends the program quietly when the reader has gone. */
  write(chunk: string | Uint8Array): Promise<void>;
}

export interface CommandContext {
  /** Makes the World on first call; commands that need no home never call it. */
  readonly world: () => Promise<World>;
  /** Positional arguments, as typed. */
  readonly args: readonly string[];
  /** Options as typed on the command line, checked against the table; settings come resolved in `world().settings`. */
  readonly options: Options;
  /** What follows `--`, for commands that take a program. */
  readonly rest: readonly string[];
  /** Loads all commands, for what is made from the table. */
  readonly commands: () => Promise<readonly Command[]>;
  /** The process environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly io: Io;
}

/** A command is data; `program.ts` registers them all the same way, and loads the one that was asked for. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Positional arguments as in usage lines: `<THREAD>`, `[FILE...]`, `[RUN]`. */
  readonly args?: string;
  readonly options: readonly OptionName[];
  /** What follows `--` is a program with its arguments; elsewhere `--` only ends the options. */
  readonly takesProgram?: true;
  /** Shown by `--help`: at least one command line that works. */
  readonly examples: readonly string[];
  /** Output is a stream: errors go to stderr only, also with `--json`. */
  readonly streams?: (options: Options) => boolean;
  /** The key of the report's JSON under which its rows stand, for `--format ndjson`. */
  readonly list?: string;
  /** Its report only tells what was done: `--quiet` silences it where all went well. Others print data that was asked for. */
  readonly reports?: "on what it did";
  /** Its text is made of sentences, which a terminal breaks between words; any other text is data and stays as it is. */
  readonly wraps?: true;
  /** Nobody watches: talk and failures go to the log in `<home>/logs/`, stdout stays empty, the exit code is 0. */
  readonly silent?: (options: Options, env: CommandContext["env"]) => boolean;
  /** A hook waits for its report: what else there is to say goes to that log, and it exits 0 whatever happens. */
  readonly answersHook?: (options: Options) => boolean;
  /** Every error of this command exits 2, and 1 means "found something" (spec 7, question flags). */
  readonly asksQuestion?: (options: Options) => boolean;
  run(context: CommandContext): Promise<Outcome>;
}
