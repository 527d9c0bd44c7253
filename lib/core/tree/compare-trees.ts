import type { Change, ChangeStatus } from "../types.ts";
import { isGitModulesName } from "./listed-file.ts";
import { comparePaths } from "./path-bytes.ts";
import type { Tree, TreeEntry } from "./tree.ts";
import { sameEntry } from "./tree.ts";

/** A change with what stands on both of its sides. */
export interface FileChange extends Change {
  readonly from: TreeEntry | undefined;
  readonly to: TreeEntry | undefined;
}

/** How `to` differs from `from`, one change a path, in the order of the paths' bytes. */
export function compareTrees(from: Tree, to: Tree): FileChange[] {
  // A look that found nothing changed.
  if (from === to) return [];
  const changes: FileChange[] = [];
  for (const [path, entry] of to) {
    const before = from.get(path);
    // One and the same object where a scan found the file as it was.
    if (before !== entry && !sameEntry(before, entry))
      changes.push({ status: before === undefined ? "A" : "M", path, from: before, to: entry });
  }
  for (const [path, entry] of from) {
    if (!to.has(path)) changes.push({ status: "D", path, from: entry, to: undefined });
  }
  return changes.toSorted((a, b) => comparePaths(a.path, b.path));
}

/** A change as reports show it. */
export function plainChange({ status, path }: Change): { readonly status: ChangeStatus; readonly path: string } {
  return { status, path };
}

/** What of a tree a baseline can record: regular files and links, without those paths that git refuses. */
export function recordable(tree: Tree, without: ReadonlySet<string>): Tree {
  let kept: Map<string, TreeEntry> | undefined;
  for (const [path, { kind }] of tree) {
    if (kind !== "other" && !without.has(path) && !isRefused(path, kind)) continue;
    kept ??= new Map(tree);
    kept.delete(path);
  }
  return kept ?? tree;
}

function isRefused(path: string, kind: TreeEntry["kind"]): boolean {
  return kind === "link" && isGitModulesName(path.slice(path.lastIndexOf("/") + 1));
}

/** Git's word for what an entry is. */
export function gitMode(entry: TreeEntry): "100644" | "100755" | "120000" {
  if (entry.kind === "link") return "120000";
  return entry.executable ? "100755" : "100644";
}
