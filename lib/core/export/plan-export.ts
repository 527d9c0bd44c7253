import { byteOrder } from "../text/byte-order.ts";

/** What an export does with a folder. Paths are relative to it, in byte order. */
export type ExportPlan =
  | { readonly kind: "apply"; readonly write: readonly string[]; readonly remove: readonly string[] }
  /** Something there is not ours, or was changed by somebody since. */
  | { readonly kind: "refuse"; readonly path: string; readonly reason: "not_ours" | "changed" };

/** Files by path, each with the hash of its content. */
export type FileHashes = ReadonlyMap<string, string>;

/**
 * Plans an export: `wanted` is what is to lie there, `found` what does, `written` what the last export left. Only what
 * that left, and left as it was, is replaced or removed.
 */
export function planExport(wanted: FileHashes, found: FileHashes, written: FileHashes): ExportPlan {
  for (const path of [...found.keys()].toSorted(byteOrder)) {
    const hash = found.get(path);
    // What is there already as it is to be needs no export to be right.
    if (hash === wanted.get(path) && written.size > 0) continue;
    if (!written.has(path)) return { kind: "refuse", path, reason: "not_ours" };
    if (written.get(path) !== hash) return { kind: "refuse", path, reason: "changed" };
  }
  return {
    kind: "apply",
    write: [...wanted.keys()].filter((path) => wanted.get(path) !== found.get(path)).toSorted(byteOrder),
    remove: [...found.keys()].filter((path) => !wanted.has(path)).toSorted(byteOrder),
  };
}
