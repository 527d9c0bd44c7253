import type { Log, ProgressEvent } from "../../lib/flow/world.ts";
import { jsonLine, type Level, type Said, textLine } from "./log-line.ts";
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
  /** `one line`: of all failures of a quiet run the one that says most is told, at its end (spec 9, rule 12). */
  readonly failures?: "each" | "one line";
}

/** A long run must not remember all it said. */
const MOST_REMEMBERED = 1_000;

/** A log whose lines may still be on their way. */
export interface Logger extends Log {
  /**
   * Resolves when everything said so far is written and the progress bar wiped; before the report, so that talk and
   * report keep their order.
   */
  flush(): Promise<void>;
  /** Whether a failure was told. */
  readonly toldFailure: () => boolean;
}

/**
 * The only talker on stderr. Whatever is said is redacted, one line, and cannot steer a terminal. The redactor is large
 * and loaded with the first line: a command that says nothing starts without it.
 */
export function makeLogger(options: LoggerOptions): Logger {
  const columns = () => process.stderr.columns || Number.POSITIVE_INFINITY;
  const bar = makeBar(writeErr, () => performance.now(), columns);
  const isTerminal = options.terminal === "terminal" && options.format === "text" && options.sink === undefined;
  const write = options.sink ?? writeErr;
  const oneLine = options.level === "quiet" && options.failures === "one line";
  const before = new Set<string>();
  const held: Said[] = [];
  let failed = false;
  let said: Promise<void> = Promise.resolve();
  const put = (one: Said): void => {
    said = said.then(async () => {
      const { redactText } = await import("../../lib/core/redact/redact.ts");
      const safe = (text: string) => visible(redactText(text));
      const line = { ...one, message: safe(one.message), hint: one.hint === undefined ? undefined : safe(one.hint) };
      bar.clear();
      if (options.format === "json") return write(jsonLine(line, new Date().toISOString()));
      const text = textLine(line, options.level === "quiet" ? "one line" : "with remedy below");
      write(isTerminal ? await wrapped(text, columns()) : text);
    });
    // Whoever flushes learns of a sink that cannot be written; nobody else has to.
    said.catch(() => undefined);
  };
  const say = (level: Level, message: string, more: Pick<Said, "hint" | "step"> = {}): void => {
    if (level === "error") failed = true;
    if (options.level === "quiet" && level !== "error") return;
    if (level === "debug" && options.level !== "verbose") return;
    // The parts of a run look at the same things: what one has told need not be told by the next.
    if (before.has(message)) return;
    if (before.size < MOST_REMEMBERED) before.add(message);
    const one = { level, message, ...more };
    if (oneLine) held.push(one);
    else put(one);
  };
  return {
    flush: async () => {
      const only = tellingMost(held.splice(0));
      if (only !== undefined) put(only);
      await said;
      bar.clear();
    },
    toldFailure: () => failed,
    info: (message) => say("info", message),
    warn: (message) => say("warn", message),
    failure: (message, hint) => say("error", message, { hint }),
    detail: (message) => say("debug", message),
    progress: (step) => {
      if (step.failed === true) say("error", progressLine(step), { step });
      if (options.level === "quiet") return;
      // Without a terminal there is one line per job: what only counts stays silent, steps within a job are details.
      if (isTerminal) bar.draw(step);
      else if (step.note !== undefined && step.failed !== true && step.done > 0) {
        say(step.end === "open" ? "debug" : "info", progressLine(step), { step });
      }
    },
    retrying: (reason) => {
      if (isTerminal && options.level !== "quiet") bar.name(reason);
      else say("debug", reason);
    },
  };
}

/** What ended a run says more than the sessions that failed in it; of those the first, with how many there are. */
function tellingMost(failures: readonly Said[]): Said | undefined {
  const ofRun = failures.find(({ step }) => step === undefined);
  const [first, ...more] = failures;
  if (ofRun !== undefined || first === undefined || more.length === 0) return ofRun ?? first;
  return { ...first, hint: `${more.length} more failed: memories jobs` };
}

async function wrapped(text: string, width: number): Promise<string> {
  const { wrapText } = await import("../print/wrap-text.ts");
  return wrapText(text, width);
}

function progressLine({ task, done, total, note, tokens }: ProgressEvent): string {
  // Not before the note: "tokens: <id>" reads like an assignment of one.
  const spent = tokens === undefined || tokens === 0 ? "" : ` (${tokens} tokens so far)`;
  return `${task}: ${done} of ${total}${note === undefined ? "" : `: ${note}`}${spent}`;
}
