import { byteOrder } from "../text/byte-order.ts";
import { changedPaths, sameEntry, type Tree, type TreeEntry } from "../tree/tree.ts";

/** What becomes of the root after a verified run. Paths are relative to it and in byte order. */
export interface ApplyPlan {
  /** Files to remove, before anything is written. */
  readonly deletes: readonly string[];
  /** Files to bring over from the copy, replacing what is there. */
  readonly writes: readonly string[];
  /** Files of the agent's that stay out, because somebody else changed their place meanwhile. */
  readonly conflicts: readonly string[];
  /** The tree that the new baseline records: the one copied plus what is applied. */
  readonly baseline: Tree;
}

/**
 * Decides what of the agent's work reaches the root. `copied` is the tree as the agent got it, `after` as it
 * left it (verified), `current` the root now. A file whose place in the root no longer holds what was copied
 * is left alone. The baseline takes nothing from `current`, so that what a person did meanwhile shows in
 * the next diff; it needs no file that is not in the copy.
 */
export function planApply(copied: Tree, after: Tree, current: Tree): ApplyPlan {
  const baseline = new Map<string, TreeEntry>(copied);
  const deletes: string[] = [];
  const writes: string[] = [];
  const conflicts: string[] = [];
  // What the root will hold, so that a write sees the deletes before it.
  const root = new Map<string, TreeEntry>(current);
  const folders = folderCounts(current);
  const changed = changedPaths(copied, after);
  const place = (path: string, next: TreeEntry | undefined, into: string[]) => {
    const now = root.get(path);
    if (!sameEntry(now, next)) {
      if (!sameBytes(now, copied.get(path)) || (next !== undefined && isBlocked(path, root, folders))) {
        conflicts.push(path);
        return;
      }
      into.push(path);
      if (next === undefined) {
        root.delete(path);
        countFolders(folders, path, -1);
      } else {
        if (now === undefined) countFolders(folders, path, 1);
        root.set(path, next);
      }
    }
    if (next === undefined) baseline.delete(path);
    else baseline.set(path, next);
  };
  for (const path of changed) if (!after.has(path)) place(path, undefined, deletes);
  for (const path of changed) {
    const next = after.get(path);
    if (next !== undefined) place(path, next, writes);
  }
  return { deletes, writes, conflicts: conflicts.toSorted(byteOrder), baseline };
}

/** Whether two entries hold the same bytes; a changed execute bit alone is nothing that collides. */
function sameBytes(a: TreeEntry | undefined, b: TreeEntry | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return sameEntry({ ...a, executable: false }, { ...b, executable: false });
}

/** Whether a file cannot be put at a path: a part of its folder is a file or link, or it is itself a folder. */
function isBlocked(path: string, root: ReadonlyMap<string, TreeEntry>, folders: ReadonlyMap<string, number>): boolean {
  return (folders.get(path) ?? 0) > 0 || foldersOf(path).some((folder) => root.has(folder));
}

function folderCounts(tree: Tree): Map<string, number> {
  const counts = new Map<string, number>();
  for (const path of tree.keys()) countFolders(counts, path, 1);
  return counts;
}

function countFolders(counts: Map<string, number>, path: string, by: 1 | -1): void {
  for (const folder of foldersOf(path)) counts.set(folder, (counts.get(folder) ?? 0) + by);
}

/** `a/b/c` is in `a` and `a/b`. */
function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}
