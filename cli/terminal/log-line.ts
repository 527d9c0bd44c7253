import type { ProgressEvent } from "../../lib/flow/world.ts";

export type Level = "info" | "warn" | "error" | "debug";

/** One thing that was said, before it is written. */
export interface Said {
  readonly level: Level;
  readonly message: string;
  /** What mends it. */
  readonly hint?: string | undefined;
  /** The step of a run that it tells of. */
  readonly step?: ProgressEvent | undefined;
}

/** A line for people: the program's name, and the remedy of a failure on a line of its own, or behind it. */
export function textLine({ level, message, hint }: Said, shape: "with remedy below" | "one line"): string {
  const text = `memories: ${level === "warn" ? "warning: " : ""}${message}`;
  if (hint === undefined) return `${text}\n`;
  return shape === "one line" ? `${text}; ${hint}\n` : `${text}\n  ${hint}\n`;
}

/**
 * A line for programs, always with the same keys (spec 9, `--log-format json`); `at` is RFC 3339, UTC. `more` are keys of
 * its own that an error has.
 */
export function jsonLine({ level, message, hint, step }: Said, at: string, more: object = {}): string {
  const event =
    step !== undefined ? step.task : level === "error" ? "failure" : level === "warn" ? "warning" : "message";
  return `${JSON.stringify({
    ts: at,
    level,
    event,
    message,
    thread_id: step?.threadId ?? null,
    outcome: step?.outcome ?? null,
    tokens: step?.tokens ?? null,
    run_id: step?.runId ?? null,
    ...(hint === undefined ? {} : { hint }),
    ...more,
  })}\n`;
}
