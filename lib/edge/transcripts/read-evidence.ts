import { basename } from "node:path";
import { collectEvidence, type EvidenceLimits, evidenceLimits } from "../../core/agents/codex/collect-evidence.ts";
import { parseRolloutName } from "../../core/agents/codex/file-name.ts";
import type { Evidence as ChosenEvidence } from "../../core/evidence/choose-rows.ts";
import type { Redactor } from "../../core/evidence/row-text.ts";
import { newLineBuffer } from "./line-splitter.ts";
import { unreadable, withTranscript } from "./open-transcript.ts";
import { scanLines } from "./scan-lines.ts";

/** What of a transcript a model gets to see: at most the budget's bytes of UTF-8, without secrets. */
export interface Evidence extends ChosenEvidence {
  /** Lines of the file that are no JSON objects. */
  readonly skippedLines: number;
}

export interface ReadEvidenceOptions {
  /** Bytes of UTF-8 at most. */
  readonly budgetBytes: number;
  /** Takes secrets out of one row's text. */
  readonly redact: Redactor;
  readonly signal?: AbortSignal;
}

/**
 * Reads a transcript in one pass, in memory that depends on the budget and the longest line, not on the file. Throws
 * `rollout_unreadable` when it is none, cannot be opened or has no usable line, and the reason of `signal`.
 */
export function readEvidence(path: string, options: ReadEvidenceOptions): Promise<Evidence> {
  const evidence = last.then(() => readNow(path, options));
  last = evidence.catch(() => undefined);
  return evidence;
}

/** Reading keeps a processor busy: two at a time would take as long and twice the memory. */
let last: Promise<unknown> = Promise.resolve();
let limits: EvidenceLimits | undefined;
let buffer: Buffer | undefined;

async function readNow(path: string, options: ReadEvidenceOptions): Promise<Evidence> {
  options.signal?.throwIfAborted();
  // The path comes from a database that others may write to as well.
  if (parseRolloutName(basename(path)) === undefined) throw unreadable(path, "not the name of a transcript");
  limits ??= evidenceLimits();
  buffer ??= newLineBuffer();
  const collector = collectEvidence(options.budgetBytes, options.redact, limits);
  const scan = { buffer, signal: options.signal };
  return withTranscript(path, async (file) => {
    await scanLines(file, collector, scan);
    const { text, rows, omitted, usable, skipped } = collector.finish();
    if (usable === 0) throw unreadable(path, "no usable line");
    return { text, rows, omitted, skippedLines: skipped };
  });
}
