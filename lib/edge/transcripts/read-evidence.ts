import { basename } from "node:path";
import { type CollectedEvidence, collectEvidence } from "../../core/agents/codex/evidence/collect-evidence.ts";
import { parseRolloutName } from "../../core/agents/codex/file-name.ts";
import type { TakenBack } from "../../core/agents/codex/said/user-turns.ts";
import type { FilePart } from "../../core/agents/codex/session-files.ts";
import type { Evidence as ChosenEvidence } from "../../core/evidence/choose-rows.ts";
import type { SessionStep } from "../../core/evidence/ran.ts";
import type { CutRedactor } from "../../core/evidence/row-text.ts";
import { type EvidenceLimits, evidenceLimits } from "../../core/evidence/row-tiers.ts";
import { newLineBuffer } from "./line-splitter.ts";
import { unreadable, withTranscript } from "./open-transcript.ts";
import { scanLines } from "./scan-lines.ts";

/** What of a transcript a model gets to see: at most the budget's bytes of UTF-8, without secrets. */
export interface Evidence extends ChosenEvidence {
  /** Rows and what ran, in the order of the transcript; empty unless asked for. */
  readonly steps: readonly SessionStep[];
  /** Lines of the files that are no JSON objects. */
  readonly skippedLines: number;
}

export interface ReadEvidenceOptions {
  /** Bytes of UTF-8 at most. */
  readonly budgetBytes: number;
  /** Takes secrets out of one row's text. */
  readonly redact: CutRedactor;
  /** Whether what ran is wanted as well. */
  readonly steps?: "collect" | "leave";
  readonly signal?: AbortSignal;
}

/**
 * Reads a transcript, the parts of its history one after the other, in memory that depends on the budget and the
 * longest line, not on the files. One pass, and a second where turns were taken back. Throws `rollout_unreadable` when
 * a part is no transcript or cannot be opened or none has a usable line, and the reason of `signal`.
 */
export function readEvidence(parts: readonly FilePart[], options: ReadEvidenceOptions): Promise<Evidence> {
  return inTurn((limits) => readNow(parts, options, limits));
}

/** Does one reading after the other, each with the limits that serve them all. */
export function inTurn<T>(work: (limits: EvidenceLimits) => Promise<T>): Promise<T> {
  const done = last.then(() => {
    limits ??= evidenceLimits();
    return work(limits);
  });
  last = done.catch(() => undefined);
  return done;
}

/** Reading keeps a processor busy: two at a time would take as long and twice the memory. */
let last: Promise<unknown> = Promise.resolve();
let limits: EvidenceLimits | undefined;
let buffer: Buffer | undefined;

async function readNow(
  parts: readonly FilePart[],
  options: ReadEvidenceOptions,
  limits: EvidenceLimits,
): Promise<Evidence> {
  options.signal?.throwIfAborted();
  const first = await collect(parts, options, { limits, takenBack: [] });
  const { text, rows, omitted, steps, usable, skipped } =
    first.takenBack.length === 0 ? first : await collect(parts, options, { limits, takenBack: first.takenBack });
  if (usable === 0) throw unreadable(parts.at(-1)?.path ?? "", "no usable line");
  return { text, rows, omitted, steps, skippedLines: skipped };
}

async function collect(
  parts: readonly FilePart[],
  { budgetBytes: budget, redact, steps, signal }: ReadEvidenceOptions,
  { limits, takenBack }: { readonly limits: EvidenceLimits; readonly takenBack: readonly TakenBack[] },
): Promise<CollectedEvidence> {
  buffer ??= newLineBuffer();
  const collector = collectEvidence({ budget, redact, limits, takenBack, ...(steps && { steps }) });
  const scan = { buffer, signal };
  for (const { path, end } of parts) {
    // The path comes from a database that others may write to as well.
    if (parseRolloutName(basename(path)) === undefined) throw unreadable(path, "not the name of a transcript");
    await withTranscript(path, (file) => scanLines(file, collector, { ...scan, end }));
  }
  return collector.finish();
}
