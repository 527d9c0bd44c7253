import { comparePaths } from "../tree/path-bytes.ts";
import type { Tree, TreeEntry } from "../tree/tree.ts";
import { changedFiles, fileState, type RunRecord } from "./run-record.ts";

/**
 * The files of a run that are no longer as the run left them, in the root or in the baseline, in path order. While
 * there is one, the run cannot be taken back.
 */
export function undoConflicts(record: RunRecord, disk: Tree, baseline: Tree): string[] {
  const inRoot = changedFiles(record).filter(({ path, after }) => fileState(disk.get(path)) !== after);
  const inBaseline = record.files.filter(
    (file) =>
      file.baseline_before !== file.baseline_after && fileState(baseline.get(file.path)) !== file.baseline_after,
  );
  return [...new Set([...inRoot, ...inBaseline].map(({ path }) => path))].toSorted(comparePaths);
}

/** The files of a run as it left them, where they can still be found in the root or in the baseline. */
export function filesAfter(record: RunRecord, disk: Tree, baseline: Tree): Map<string, TreeEntry> {
  const found = new Map<string, TreeEntry>();
  for (const { path, after } of record.files) {
    const entry = [disk.get(path), baseline.get(path)].find((each) => each !== undefined && fileState(each) === after);
    if (entry !== undefined) found.set(path, entry);
  }
  return found;
}

/** What a file is to become. */
export interface Restored {
  readonly path: string;
  /** In the root; null: no file, undefined: it stays as it is. */
  readonly root: TreeEntry | null | undefined;
  readonly baseline: TreeEntry | null | undefined;
}

/** The restored files, and those of which only the text without its secrets is left. */
export interface UndoPlan {
  readonly files: readonly Restored[];
  readonly redacted: readonly string[];
  /** Files whose former content cannot be found any more. */
  readonly lost: readonly string[];
}

/**
 * Plans what a run's files become again. `sources` are the trees in which former contents may stand exactly;
 * `patched` holds what the run's patches, which know no secrets, make of the files now.
 */
export function planUndo(
  record: RunRecord,
  sources: readonly Tree[],
  patched: { readonly root: Tree; readonly baseline: Tree },
): UndoPlan {
  const redacted = new Set<string>();
  const lost = new Set<string>();
  const restore = (path: string, state: string | null, made: TreeEntry | undefined): TreeEntry | null => {
    if (state === null) return null;
    const exact = [made, ...sources.map((tree) => tree.get(path))].find((entry) => fileState(entry) === state);
    if (exact !== undefined) return exact;
    if (made !== undefined) redacted.add(path);
    else lost.add(path);
    return made ?? null;
  };
  const files = record.files.map((file) => ({
    path: file.path,
    root: file.before === file.after ? undefined : restore(file.path, file.before, patched.root.get(file.path)),
    baseline:
      file.baseline_before === file.baseline_after
        ? undefined
        : restore(file.path, file.baseline_before, patched.baseline.get(file.path)),
  }));
  return { files, redacted: [...redacted].toSorted(comparePaths), lost: [...lost].toSorted(comparePaths) };
}

/** A tree with its files restored. */
export function withRestored(
  tree: Tree,
  files: readonly Restored[],
  side: "root" | "baseline",
): Map<string, TreeEntry> {
  const result = new Map(tree);
  for (const file of files) {
    const entry = file[side];
    if (entry === null) result.delete(file.path);
    else if (entry !== undefined) result.set(file.path, entry);
  }
  return result;
}
