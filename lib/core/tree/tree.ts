import { byteOrder } from "../text/byte-order.ts";

/** One file of a tree, known by its content's identity rather than its bytes, so that large trees stay small. */
export interface TreeEntry {
  /** `link`: a symbolic link, never followed. `other`: whatever else is no regular file with one name. */
  readonly kind: "file" | "link" | "other";
  /** Equal exactly when the bytes (of a link: its target) are equal; any hash does, the same one on both sides. */
  readonly id: string;
  /** Bytes. */
  readonly size: number;
  readonly executable: boolean;
}

/** Everything in a folder but folders and `.git`: path relative to it, with `/`, to entry. */
export type Tree = ReadonlyMap<string, TreeEntry>;

/** A tree with the bytes of those of its files that `filesToRead` names. */
export interface Snapshot {
  readonly tree: Tree;
  readonly bytes: ReadonlyMap<string, Uint8Array>;
}

/** Whether two entries of one path would look the same in a baseline. */
export function sameEntry(a: TreeEntry | undefined, b: TreeEntry | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.kind === b.kind && a.id === b.id && a.executable === b.executable;
}

/** The paths that differ between two trees, in byte order. */
export function changedPaths(before: Tree, after: Tree): string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((path) => !sameEntry(before.get(path), after.get(path))).toSorted(byteOrder);
}
