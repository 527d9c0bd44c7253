import {
  isFlag,
  isListOf,
  isNullOr,
  isNumber,
  isOneOf,
  isPairOf,
  isRecord,
  isText,
  type ShapeOf,
} from "../text/json-shape.ts";
import type { Tree, TreeEntry } from "../tree/tree.ts";

const isEntry = isRecord({
  kind: isOneOf("file", "link", "other"),
  id: isText,
  size: isNumber,
  executable: isFlag,
});

/** One file that is to get into the root (`next`), or out of it (no `next`), if it still is what it `was`. */
const isStagedWrite = isRecord({ path: isText, was: isNullOr(isEntry), next: isNullOr(isEntry) });

/**
 * What a run is about to do to the root, written down before the first file moves: with it, and the files that
 * wait beside it, the next run can finish what a crash cut off.
 */
export const isJournal = isRecord({
  version: isOneOf(1),
  /** The run's entry under `<home>/runs`, drafted before. */
  run: isText,
  /** The date of the new baseline. */
  now: isNumber,
  moves: isListOf(isStagedWrite),
  /** The new baseline, should every move be made. */
  baseline: isListOf(isPairOf(isText, isEntry)),
});
export type Journal = ShapeOf<typeof isJournal>;
export type StagedWrite = ShapeOf<typeof isStagedWrite>;

/** A tree in the form a journal holds it. */
export function treeRows(tree: Tree): [string, TreeEntry][] {
  return [...tree];
}

/**
 * The baseline after the moves: where one was not made, the place keeps what was copied, so that what somebody
 * did there shows in the next diff.
 */
export function baselineAfter(journal: Journal, conflicts: ReadonlySet<string>): Tree {
  const tree = new Map<string, TreeEntry>(journal.baseline);
  for (const { path, was } of journal.moves) {
    if (!conflicts.has(path)) continue;
    if (was === null) tree.delete(path);
    else tree.set(path, was);
  }
  return tree;
}
