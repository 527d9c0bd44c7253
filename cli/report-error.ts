import { MemoriesError, reasonOf } from "../lib/core/errors.ts";
import { redactText } from "../lib/core/redact/redact.ts";
import { writeErr, writeOut } from "./output.ts";
import { visible } from "./visible.ts";

/** Prints what was thrown: one line, the remedy, and a stack only for a bug or with `--verbose`. */
export function reportError(thrown: unknown, how: { readonly json: boolean; readonly verbose: boolean }): void {
  const expected = thrown instanceof MemoriesError ? thrown : undefined;
  const message = redactText(reasonOf(thrown));
  const hint = expected?.hint === undefined ? undefined : redactText(expected.hint);
  if (how.json) {
    writeOut(`${JSON.stringify({ error: { code: expected?.code ?? "bug", message, hint: hint ?? null } })}\n`);
  }
  writeErr(`memories: ${expected === undefined ? "a bug: " : ""}${visible(message)}\n`);
  if (hint !== undefined) writeErr(`  ${visible(hint)}\n`);
  if (expected === undefined || how.verbose) {
    const stack = thrown instanceof Error ? thrown.stack : undefined;
    if (stack !== undefined) writeErr(`${visible(redactText(stack))}\n`);
  }
}
