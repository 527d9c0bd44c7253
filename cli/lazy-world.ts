import { MemoriesError } from "../lib/core/errors.ts";
import type { Options } from "./options/settings.ts";
import type { Logger } from "./terminal/log.ts";
import { isPlain, logFormat } from "./terminal/manner.ts";
import { isTerminal } from "./terminal/terminal.ts";
import type { OpenedWorld } from "./world.ts";

interface Talk {
  readonly talkTo: "file" | "stderr";
  /** Its report only tells what was done. */
  readonly reports: boolean;
}

/** The World of a command and its voice, made on first use: a command without need of a home starts at once. */
export interface LazyWorld {
  get(): Promise<OpenedWorld>;
  /** Waits until all that was said is written. */
  flush(): Promise<void>;
  /** Whether a failure was told. */
  readonly toldFailure: () => boolean;
  /** A bug, or the failure that it was: rows of another program in the database. Anything else as it is. */
  explain(thrown: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** Prepares the World of one command line; nothing is read before `get`. */
export function lazyWorld(options: Options, { talkTo, reports }: Talk): LazyWorld {
  let logger: Logger | undefined;
  let opened: Promise<OpenedWorld> | undefined;
  const open = async (): Promise<OpenedWorld> => {
    const [{ logSink, openWorld }, { makeLogger }] = await Promise.all([
      import("./world.ts"),
      import("./terminal/log.ts"),
    ]);
    logger = makeLogger({
      level: options.quiet === true ? "quiet" : options.verbose === true ? "verbose" : "normal",
      failures: reports ? "one line" : "each",
      format: logFormat(options),
      terminal: isTerminal(2) && options.json !== true && !isPlain(options) ? "terminal" : "plain",
      // Where the log cannot be written there is nobody to tell, and what was to be done goes on.
      ...(talkTo === "file" ? { sink: logSink(options, process.env, () => {}) } : {}),
    });
    return openWorld(options, process.env, logger);
  };
  return {
    get: () => {
      opened ??= open();
      return opened;
    },
    flush: async () => logger?.flush(),
    toldFailure: () => logger?.toldFailure() === true,
    explain: async (thrown) => {
      if (thrown instanceof MemoriesError || opened === undefined) return thrown;
      // A database that cannot be mended was told as such where it was asked, or has nothing to do with it.
      return (await opened.then((world) => world.mend()).catch(() => undefined)) ?? thrown;
    },
    close: async () => {
      // A World that could not be made was reported where it was asked for.
      await opened?.then(
        (world) => world.close(),
        () => undefined,
      );
      await logger?.flush();
    },
  };
}
