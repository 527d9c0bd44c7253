import type { Log, ProgressEvent } from "../lib/flow/world.ts";
import { writeErr } from "./output.ts";
import { visible } from "./visible.ts";

export interface TalkOptions {
  readonly level: "quiet" | "normal" | "verbose";
  readonly format: "text" | "json";
  /** Where lines go (default: stderr). */
  readonly sink?: (line: string) => void;
  /** A progress line may be redrawn in place. */
  readonly terminal: "terminal" | "plain";
}

type Level = "info" | "warn" | "error" | "debug";

/** A log whose lines may still be on their way. */
export interface Talk extends Log {
  /** Resolves when everything said so far is written; before the report, so that talk and report keep their order. */
  flush(): Promise<void>;
}

/**
 * The only talker on stderr. Whatever is said is redacted, one line, and cannot steer a terminal. The redactor is large
 * and loaded with the first line: a command that says nothing starts without it.
 */
export function makeTalk(options: TalkOptions): Talk {
  const bar = makeBar(options);
  const write = options.sink ?? writeErr;
  let said: Promise<void> = Promise.resolve();
  const say = (level: Level, message: string): void => {
    if (options.level === "quiet" && level !== "error") return;
    if (level === "debug" && options.level !== "verbose") return;
    said = said.then(async () => {
      const { redactText } = await import("../lib/core/redact/redact.ts");
      const text = visible(redactText(message));
      bar.clear();
      if (options.format === "json") write(`${JSON.stringify({ level, message: text })}\n`);
      else write(`memories: ${level === "warn" ? "warning: " : ""}${text}\n`);
    });
    // Whoever flushes learns of a sink that cannot be written; nobody else has to.
    said.catch(() => undefined);
  };
  return {
    flush: () => said,
    info: (message) => say("info", message),
    warn: (message) => say("warn", message),
    failure: (message) => say("error", message),
    detail: (message) => say("debug", message),
    progress: (event) => {
      if (options.level === "quiet") return;
      // Without a terminal there is one line per job; what only counts stays silent.
      if (!bar.draw(event) && event.note !== undefined) say("info", progressLine(event));
    },
  };
}

function progressLine({ task, done, total, note, tokens }: ProgressEvent): string {
  // Not before the note: "tokens: <id>" reads like an assignment of one.
  const spent = tokens === undefined ? "" : ` (${tokens} tokens so far)`;
  return `${task}: ${done} of ${total}${note === undefined ? "" : `: ${note}`}${spent}`;
}

const BAR_CELLS = 24;

function makeBar({ format, terminal }: TalkOptions): { draw(event: ProgressEvent): boolean; clear(): void } {
  let drawn = false;
  let startedAt: number | undefined;
  const clear = (): void => {
    if (drawn) writeErr("\r\u001b[K");
    drawn = false;
  };
  return {
    clear,
    draw(event) {
      if (terminal !== "terminal" || format !== "text") return false;
      startedAt ??= performance.now();
      const seconds = (performance.now() - startedAt) / 1_000;
      const filled = event.total === 0 ? 0 : Math.round((BAR_CELLS * event.done) / event.total);
      const rate = seconds > 0 ? event.done / seconds : 0;
      const left =
        rate > 0 && event.done < event.total ? `, ${Math.ceil((event.total - event.done) / rate)} s left` : "";
      const tokens = event.tokens === undefined ? "" : `, ${event.tokens} tokens`;
      const cells = "█".repeat(filled) + "░".repeat(BAR_CELLS - filled);
      writeErr(`\r\u001b[K${event.task} ${cells} ${event.done}/${event.total}, ${rate.toFixed(1)}/s${tokens}${left}`);
      drawn = true;
      if (event.done >= event.total) {
        writeErr("\n");
        drawn = false;
      }
      return true;
    },
  };
}
