import { readlinkSync } from "node:fs";
import { blobId } from "../../core/tree/blob-id.ts";
import { ownerExecutes } from "../../core/tree/listed-file.ts";
import type { TreeEntry } from "../../core/tree/tree.ts";
import { type ConfinedRoot, childPath, type FolderHandle } from "../fs/folder-handle.ts";
import { BlockedWay, insideFolder } from "../fs/inside-folder.ts";
import { lstatOf } from "../fs/list-folder.ts";
import { readFileIn } from "../fs/read-file-in.ts";

/**
 * What lies at a path below a folder now, links followed neither at its end nor on the way: behind a link there
 * is nothing. Undefined: no file. One too large to be held is `other`: nothing that is compared with it is the same.
 */
export function entryAt(root: ConfinedRoot, path: string): TreeEntry | undefined {
  const { names, name } = splitPath(path);
  try {
    return insideFolder(root, names, (folder) => entryIn(folder, name));
  } catch (thrown) {
    if (isBlocked(thrown) || (thrown instanceof BlockedWay && thrown.code === "ENOENT")) return undefined;
    throw thrown;
  }
}

/** The names down to the folder that holds a path (relative, not empty), and the last one. */
export function splitPath(path: string): { readonly names: readonly string[]; readonly name: string } {
  const names = path.split("/");
  const name = names.pop() ?? "";
  return { names, name };
}

/** Whether a way could not be gone because a link or a file is in it. */
export function isBlocked(thrown: unknown): boolean {
  return thrown instanceof BlockedWay && (thrown.isLink || ["ELOOP", "ENOTDIR"].includes(thrown.code));
}

function entryIn(folder: FolderHandle, name: string): TreeEntry | undefined {
  const found = lstatOf(folder, name);
  if (found === undefined) return undefined;
  if (found.isSymbolicLink()) {
    const target = readlinkSync(childPath(folder, name), { encoding: "buffer" });
    return { kind: "link", id: blobId(target), size: target.length, executable: false };
  }
  const bytes = found.isFile() ? readFileIn(folder, name, { links: "any" }) : "not_a_file";
  if (typeof bytes === "string") return { kind: "other", id: "", size: found.size, executable: false };
  return { kind: "file", id: blobId(bytes), size: bytes.length, executable: ownerExecutes(found.mode) };
}
