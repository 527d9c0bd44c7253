import {
  isListOf,
  isNullOr,
  isNumber,
  isOneOf,
  isRecord,
  isText,
  type Shape,
  type ShapeOf,
} from "../text/json-shape.ts";
import { gitMode } from "../tree/compare-trees.ts";
import { comparePaths } from "../tree/path-bytes.ts";
import type { TreeEntry } from "../tree/tree.ts";
import type { RunSummary } from "./run-summary.ts";

/** Runs kept under `<home>/runs`. */
export const KEPT_RUNS = 20;
/** Rejected trees kept under `<home>/rejected`. */
export const KEPT_REJECTED = 5;

const isUsage = isRecord({
  input_tokens: isNumber,
  cached_input_tokens: isNumber,
  output_tokens: isNumber,
  reasoning_tokens: isNumber,
  total_tokens: isNumber,
});

const isSelected = isRecord({
  thread_id: isText,
  source_updated_at: isNumber,
  rollout_summary_file: isText,
});

/**
 * A file that a run changed in the root or in the baseline, as it stood in both before and after the run.
 * A state is `<mode> <hash>`; null: no file.
 */
const isFile = isRecord({
  path: isText,
  before: isNullOr(isText),
  after: isNullOr(isText),
  baseline_before: isNullOr(isText),
  baseline_after: isNullOr(isText),
});

const isSequence: Shape<number> = (value): value is number =>
  isNumber(value) && Number.isSafeInteger(value) && value > 0;

/** What `<home>/runs/<run>/run.json` holds. */
export const isRunRecord = isRecord({
  run: isText,
  /** Order of happening, over all runs of a home; times may stand still or go back with `--now`. */
  sequence: isSequence,
  command: isOneOf("consolidate", "undo"),
  status: isText,
  /** RFC 3339. */
  time: isText,
  root: isText,
  selected: isListOf(isSelected),
  /** The workspace diff that the run consumed (of an undo: what it changed). */
  changes: isListOf(isRecord({ status: isOneOf("A", "M", "D"), path: isText })),
  conflicts: isListOf(isText),
  watermark: isNullOr(isNumber),
  usage: isUsage,
  /** The run that an undo took back. */
  undoes: isNullOr(isText),
  files: isListOf(isFile),
  /** `forgotten`: a thread of the run was forgotten, and its text went with the patches. */
  patches: isOneOf("kept", "forgotten"),
});
export type RunRecord = ShapeOf<typeof isRunRecord>;
export type RunFile = ShapeOf<typeof isFile>;

/**
 * The patches of a run: `forward` leads from the root before it to the root after it, `reverse` back, `pending` from
 * the root before it to the baseline before it.
 */
export const PATCH_NAMES = ["forward", "reverse", "pending"] as const;
export type PatchName = (typeof PATCH_NAMES)[number];

/** Runs in the order in which they happened, newest first. */
export function newestFirst<T extends Pick<RunRecord, "sequence">>(records: readonly T[]): T[] {
  return records.toSorted((a, b) => b.sequence - a.sequence);
}

/** The runs beyond those that are kept. Of runs that changed nothing the older ones go before any other. */
export function runsToDrop<T extends RunSummary>(records: readonly T[]): T[] {
  const byWorth = newestFirst(records).toSorted((a, b) => Number(b.files.length > 0) - Number(a.files.length > 0));
  return byWorth.slice(KEPT_RUNS);
}

/**
 * The undo that took a run back and still stands; undefined when the run stands. An undo that was itself taken
 * back does not count.
 */
export function undoneBy(run: string, records: readonly RunRecord[]): RunRecord | undefined {
  return records.find((record) => record.undoes === run && undoneBy(record.run, records) === undefined);
}

/** The run that `undo` takes back when none is named: the newest consolidation that changed files and still stands. */
export function runToUndo(records: readonly RunRecord[]): RunRecord | undefined {
  return newestFirst(records).find(
    (record) => record.command === "consolidate" && changedFiles(record).length > 0 && !undoneBy(record.run, records),
  );
}

/** The files that a run changed on disk; the others it only took into the baseline. */
export function changedFiles(record: RunRecord): RunFile[] {
  return record.files.filter((file) => file.before !== file.after);
}

/**
 * Whether a patch of the run speaks of a file. One that a person added before the run, and that the run only took
 * into the baseline, can be taken out of it again without any.
 */
export function isInPatches(file: RunFile): boolean {
  return file.before !== file.after || (file.baseline_before !== null && file.baseline_before !== file.before);
}

/** A file's state as a record holds it; null: no file. */
export function fileState(entry: TreeEntry | undefined): string | null {
  return entry === undefined ? null : `${gitMode(entry)} ${entry.id}`;
}

/** A drafted record, corrected by what became of it: where somebody else was faster, nothing was done. */
export function withOutcome(draft: RunRecord, conflicts: ReadonlySet<string>): RunRecord {
  const files = draft.files.map((file) =>
    conflicts.has(file.path) ? { ...file, after: file.before, baseline_after: file.before } : file,
  );
  return { ...draft, files, conflicts: [...new Set([...draft.conflicts, ...conflicts])].toSorted(comparePaths) };
}
