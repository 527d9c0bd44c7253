import { z } from "zod";
import type { Tree, TreeEntry } from "../tree/tree.ts";

const ENTRY = z.object({
  kind: z.enum(["file", "link", "other"]),
  id: z.string(),
  size: z.number(),
  executable: z.boolean(),
});

/** One file that is to get into the root (`next`), or out of it (no `next`), if it still is what it `was`. */
const STAGED_WRITE = z.object({ path: z.string(), was: ENTRY.nullable(), next: ENTRY.nullable() });

/**
 * What a run is about to do to the root, written down before the first file moves: with it, and the files that
 * wait beside it, the next run can finish what a crash cut off.
 */
export const JOURNAL = z.object({
  version: z.literal(1),
  /** The run's entry under `<home>/runs`, drafted before. */
  run: z.string(),
  /** The date of the new baseline. */
  now: z.number(),
  moves: z.array(STAGED_WRITE),
  /** The new baseline, should every move be made. */
  baseline: z.array(z.tuple([z.string(), ENTRY])),
});
export type Journal = z.infer<typeof JOURNAL>;
export type StagedWrite = z.infer<typeof STAGED_WRITE>;

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
