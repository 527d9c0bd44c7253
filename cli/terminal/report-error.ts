import { MemoriesError, reasonOf } from "../../lib/core/errors.ts";
import { redactText } from "../../lib/core/redact/redact.ts";
import { wrapText } from "../print/wrap-text.ts";
import { jsonLine, textLine } from "./log-line.ts";
import { writeErr, writeOut } from "./output.ts";
import { visible } from "./visible.ts";

/** How an error is told. */
export interface Telling {
  /** Where `{"error":{…}}` goes: streams keep stdout for their text. */
  readonly json: "stdout" | "stderr" | "nowhere";
  /** `quiet`: in one line. `verbose`: with its stack. */
  readonly level: "quiet" | "normal" | "verbose";
  /** How stderr reads. */
  readonly format: "text" | "json";
  /** The width of the terminal that stderr is. */
  readonly columns: number | undefined;
}

interface Told {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

/** Prints what was thrown: one line, the remedy, and a stack only for a bug or with `--verbose`. */
export function reportError(thrown: unknown, how: Telling): void {
  const expected = thrown instanceof MemoriesError ? thrown : undefined;
  const told: Told = {
    code: expected?.code ?? "bug",
    message: redactText(reasonOf(thrown)),
    hint: expected?.hint === undefined ? null : redactText(expected.hint),
  };
  const wanted = expected === undefined || how.level === "verbose";
  const stack = wanted && thrown instanceof Error && thrown.stack !== undefined ? redactText(thrown.stack) : undefined;
  if (how.json === "stdout") tellOnStdout(told);
  const line = { level: "error", message: told.message, hint: told.hint ?? undefined } as const;
  if (how.format === "json") {
    const more = { code: told.code, ...(stack !== undefined && { stack }) };
    writeErr(jsonLine(line, new Date().toISOString(), more));
  } else {
    const message = `${expected === undefined ? "a bug: " : ""}${visible(told.message)}`;
    const hint = line.hint === undefined ? undefined : visible(line.hint);
    const text = textLine({ ...line, message, hint }, how.level === "quiet" ? "one line" : "with remedy below");
    writeErr(how.columns === undefined ? text : wrapText(text, how.columns));
    if (stack !== undefined) writeErr(`${visible(stack)}\n`);
  }
  if (how.json === "stderr") writeErr(`${JSON.stringify({ error: told })}\n`);
}

/** The error itself is still told on stderr where stdout cannot be written any more. */
function tellOnStdout(error: Told): void {
  try {
    writeOut(`${JSON.stringify({ error })}\n`);
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
  }
}
