import { closeSync, fstatSync, type Stats } from "node:fs";
import { type ConfinedRoot, childPath, type FolderHandle, openFileIn, requireInPlace } from "../fs/folder-handle.ts";
import { insideFolder, type Missing } from "../fs/inside-folder.ts";
import { lstatOf } from "../fs/list-folder.ts";
import { Refusal } from "./refusal.ts";

/** A name in an open folder of the copy. */
export interface CopyPlace {
  readonly folder: FolderHandle;
  readonly name: string;
  /** The entry itself, links not followed; undefined when there is none. */
  readonly found: Stats | undefined;
}

/**
 * Opens the folder that holds `path` (relative, normalised, not empty), and gives `work` the place of its last
 * name. A link or a file on the way is ENOTDIR, ELOOP or ENOENT. With `make` missing folders are made, 0700.
 */
export function atPlace<T>(root: ConfinedRoot, path: string, work: (place: CopyPlace) => T, missing?: Missing): T {
  const names = path.split("/");
  const name = names.pop() ?? "";
  return insideFolder(root, names, (folder) => work({ folder, name, found: lstatOf(folder, name) }), missing);
}

/** The path by which a place is moved or removed; to be asked for right before. Throws ELOOP when its folder is gone. */
export function changeablePath({ folder, name }: CopyPlace): string | Buffer {
  requireInPlace(folder);
  return childPath(folder, name);
}

/** Opens a regular file to replace its content, or makes it, and checks what was opened. */
export function openToReplace({ folder, name, found }: CopyPlace, shown: string): number {
  if (found !== undefined) refuseOther(found, shown);
  const handle = openFileIn(folder, name, "replace");
  try {
    refuseOther(fstatSync(handle), shown);
  } catch (thrown) {
    closeSync(handle);
    throw thrown;
  }
  return handle;
}

/** Refuses what is no regular file, or has a second name: that may be somebody else's file. */
export function refuseOther(found: Stats, shown: string): void {
  const what = JSON.stringify(shown);
  if (found.isDirectory()) throw new Refusal(`${what}: is a folder`);
  if (found.isSymbolicLink()) throw new Refusal(`${what}: is a link, and links are not followed`);
  if (!found.isFile()) throw new Refusal(`${what}: is not a regular file`);
  if (found.nlink > 1) throw new Refusal(`${what}: has a second name elsewhere`);
}
