import { MemoriesError, reasonOf } from "../../lib/core/errors.ts";
import { redactText } from "../../lib/core/redact/redact.ts";
import { writeErr, writeOut } from "./output.ts";
import { visible } from "./visible.ts";

/** How an error is told. */
export interface Telling {
  /** Where `{"error":{…}}` goes: streams keep stdout for their text. */
  readonly json: "stdout" | "stderr" | "nowhere";
  readonly verbose: boolean;
  /** How stderr reads. */
  readonly format: "text" | "json";
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
  const wanted = expected === undefined || how.verbose;
  const stack = wanted && thrown instanceof Error && thrown.stack !== undefined ? redactText(thrown.stack) : undefined;
  if (how.json === "stdout") tellOnStdout(told);
  if (how.format === "json") {
    writeErr(`${JSON.stringify({ level: "error", ...told, ...(stack !== undefined && { stack }) })}\n`);
  } else {
    writeErr(`memories: ${expected === undefined ? "a bug: " : ""}${visible(told.message)}\n`);
    if (told.hint !== null) writeErr(`  ${visible(told.hint)}\n`);
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
