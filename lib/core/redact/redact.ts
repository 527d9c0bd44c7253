import { REDACTION_MARKER } from "../constants.ts";
import { closedFinding, type SecretFinding } from "./finding.ts";
import { scanToFixpoint } from "./search/fixpoint-scan.ts";
import { BLOCK_LENGTH, BlockScanner } from "./stream/block-scanner.ts";
import { HeldString } from "./stream/held-text.ts";

export type { SecretFinding } from "./finding.ts";

/** A text without its secrets, and where they were. */
export interface Redaction {
  readonly text: string;
  /** In order, not overlapping; offsets in the input, in UTF-16 units. Values are never kept. */
  readonly findings: readonly SecretFinding[];
}

/**
 * Replaces every secret in a text by `[REDACTED_SECRET]`; names, separators, quotes and schemes beside them stay.
 * Redacting twice is redacting once. Takes time linear in the length, and little where there is nothing to find.
 */
export function redact(text: string): Redaction {
  const findings = findSecrets(text);
  if (findings.length === 0) return { text, findings };
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of findings) {
    pieces.push(text.slice(at, start), REDACTION_MARKER);
    at = end;
  }
  pieces.push(text.slice(at));
  return { text: pieces.join(""), findings };
}

/** The text of `redact`. */
export function redactText(text: string): string {
  return redact(text).text;
}

/** The findings of `redact`. */
export function findSecrets(text: string): readonly SecretFinding[] {
  if (text.length <= BLOCK_LENGTH) {
    return scanToFixpoint(text, 0, text.length).map(closedFinding);
  }
  const scanner = new BlockScanner(new HeldString());
  scanner.feed(text);
  return scanner.finish().findings;
}
