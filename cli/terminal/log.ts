import type { Log, ProgressEvent } from "../../lib/flow/world.ts";
import { writeErr } from "./output.ts";
import { makeBar } from "./progress.ts";
import { visible } from "./visible.ts";

export interface LoggerOptions {
  readonly level: "quiet" | "normal" | "verbose";
  readonly format: "text" | "json";
  /** Where lines go (default: stderr). */
  readonly sink?: (line: string) => void;
  /** A progress line may be redrawn in place. */
  readonly terminal: "terminal" | "plain";
}

/** A long run must not remember all it said. */
const MOST_REMEMBERED = 1_000;

type Level = "info" | "warn" | "error" | "debug";

/** A log whose lines may still be on their way. */
export interface Logger extends Log {
  /**
   * Resolves when everything said so far is written and the progress bar wiped; before the report, so that talk and
   * report keep their order.
   */
  flush(): Promise<void>;
}

/**
 * The only talker on stderr. Whatever is said is redacted, one line, and cannot steer a terminal. The redactor is large
 * and loaded with the first line: a command that says nothing starts without it.
 */
export function makeLogger(options: LoggerOptions): Logger {
  const bar = makeBar(
    writeErr,
    () => performance.now(),
    () => process.stderr.columns || Number.POSITIVE_INFINITY,
  );
  const drawsBar = options.terminal === "terminal" && options.format === "text" && options.sink === undefined;
  const write = options.sink ?? writeErr;
  const before = new Set<string>();
  let said: Promise<void> = Promise.resolve();
  const say = (level: Level, message: string): void => {
    if (options.level === "quiet" && level !== "error") return;
    if (level === "debug" && options.level !== "verbose") return;
    // The parts of a run look at the same things: what one has told need not be told by the next.
    if (before.has(message)) return;
    if (before.size < MOST_REMEMBERED) before.add(message);
    said = said.then(async () => {
      const { redactText } = await import("../../lib/core/redact/redact.ts");
      const text = visible(redactText(message));
      bar.clear();
      if (options.format === "json") write(`${JSON.stringify({ level, message: text })}\n`);
      else write(`memories: ${level === "warn" ? "warning: " : ""}${text}\n`);
    });
    // Whoever flushes learns of a sink that cannot be written; nobody else has to.
    said.catch(() => undefined);
  };
  return {
    flush: async () => {
      await said;
      bar.clear();
    },
    info: (message) => say("info", message),
    warn: (message) => say("warn", message),
    failure: (message) => say("error", message),
    detail: (message) => say("debug", message),
    progress: (event) => {
      if (event.failed === true) say("error", progressLine(event));
      if (options.level === "quiet") return;
      // Without a terminal there is one line per job: what only counts stays silent, steps within a job are details.
      if (drawsBar) bar.draw(event);
      else if (event.note !== undefined && event.failed !== true && event.done > 0) {
        say(event.end === "open" ? "debug" : "info", progressLine(event));
      }
    },
  };
}

function progressLine({ task, done, total, note, tokens }: ProgressEvent): string {
  // Not before the note: "tokens: <id>" reads like an assignment of one.
  const spent = tokens === undefined || tokens === 0 ? "" : ` (${tokens} tokens so far)`;
  return `${task}: ${done} of ${total}${note === undefined ? "" : `: ${note}`}${spent}`;
}
