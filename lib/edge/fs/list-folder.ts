import { type Dirent, lstatSync, readdirSync, type Stats } from "node:fs";
import { errorCode } from "./error-code.ts";
import { childPath, type FolderHandle, isInPlace } from "./folder-handle.ts";

export interface FolderEntry {
  readonly name: string;
  readonly kind: "file" | "directory";
}

/**
 * Folders and regular files in an open folder whose names are wanted, in no order. Links, pipes and other things, and
 * names that are not UTF-8 (no request could name them) are left out.
 */
export function listFolder(folder: FolderHandle, isWanted: (name: string) => boolean): FolderEntry[] {
  const entries: FolderEntry[] = [];
  for (const entry of readdirSync(childPath(folder, ""), { withFileTypes: true })) {
    if (!isWanted(entry.name)) continue;
    if (entry.name.includes("\uFFFD") && !exists(folder, entry.name)) continue;
    const kind = kindOf(entry) ?? kindOf(lstatOf(folder, entry.name));
    if (kind === "file" || kind === "directory") entries.push({ name: entry.name, kind });
  }
  return isInPlace(folder) ? entries : [];
}

/** Undefined where a file system does not say in its listings. */
function kindOf(entry: Dirent | Stats | undefined): FolderEntry["kind"] | "other" | undefined {
  if (entry?.isFile()) return "file";
  if (entry?.isDirectory()) return "directory";
  return entry?.isSymbolicLink() || entry?.isFIFO() || entry?.isSocket() ? "other" : undefined;
}

/** Whether a listed file is a regular file with this name only: one with a second name may lie elsewhere too. */
export function hasOneName(folder: FolderHandle, name: string): boolean {
  try {
    const stat = lstatSync(childPath(folder, name));
    return stat.isFile() && stat.nlink === 1;
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    return false;
  }
}

function exists(folder: FolderHandle, name: string): boolean {
  return lstatOf(folder, name) !== undefined;
}

/** The entry of a name itself, links not followed; undefined when there is none. */
export function lstatOf(folder: FolderHandle, name: string): Stats | undefined {
  return lstatSync(childPath(folder, name), { throwIfNoEntry: false });
}
