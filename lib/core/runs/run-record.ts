import { z } from "zod";
import { gitMode } from "../tree/compare-trees.ts";
import { comparePaths } from "../tree/path-bytes.ts";
import type { TreeEntry } from "../tree/tree.ts";
import type { RunSummary } from "./run-summary.ts";

/** Runs kept under `<home>/runs`. */
export const KEPT_RUNS = 20;
/** Rejected trees kept under `<home>/rejected`. */
export const KEPT_REJECTED = 5;
/** Runs kept under `<home>/quarantine`. */
export const KEPT_QUARANTINES = 20;

const USAGE = z.object({
  input_tokens: z.number(),
  cached_input_tokens: z.number(),
  output_tokens: z.number(),
  reasoning_tokens: z.number(),
  total_tokens: z.number(),
});

const SELECTED = z.object({
  thread_id: z.string(),
  source_updated_at: z.number(),
  rollout_summary_file: z.string(),
});

/**
 * A file that a run changed in the root or in the baseline, as it stood in both before and after the run.
 * A state is `<mode> <hash>`; null: no file.
 */
const FILE = z.object({
  path: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  baseline_before: z.string().nullable(),
  baseline_after: z.string().nullable(),
});

/** What `<home>/runs/<run>/run.json` holds. */
export const RUN_RECORD = z.object({
  run: z.string(),
  /** Order of happening, over all runs of a home; times may stand still or go back with `--now`. */
  sequence: z.int().positive(),
  command: z.enum(["consolidate", "undo"]),
  status: z.string(),
  /** RFC 3339. */
  time: z.string(),
  root: z.string(),
  selected: z.array(SELECTED),
  /** The workspace diff that the run consumed (of an undo: what it changed). */
  changes: z.array(z.object({ status: z.enum(["A", "M", "D"]), path: z.string() })),
  conflicts: z.array(z.string()),
  watermark: z.number().nullable(),
  usage: USAGE,
  /** The run that an undo took back. */
  undoes: z.string().nullable(),
  files: z.array(FILE),
  /** `forgotten`: a thread of the run was forgotten, and its text went with the patches. */
  patches: z.enum(["kept", "forgotten"]),
});
export type RunRecord = z.infer<typeof RUN_RECORD>;
export type RunFile = z.infer<typeof FILE>;

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
