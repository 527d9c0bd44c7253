import { lstatSync, readdirSync } from "node:fs";
import { isHidden } from "../../core/read/memory-path.ts";
import { childPath, codeOf, type FolderHandle } from "./folder-handle.ts";

export interface FolderEntry {
  readonly name: string;
  readonly kind: "file" | "directory";
}

/**
 * Folders and regular files in an open folder, in no order. Links, pipes and other things, hidden names and names
 * that are not UTF-8 (no request could name them) are left out.
 */
export function listFolder(folder: FolderHandle): FolderEntry[] {
  const entries: FolderEntry[] = [];
  for (const entry of readdirSync(folder.place, { withFileTypes: true })) {
    if (isHidden(entry.name)) continue;
    if (entry.name.includes("\uFFFD") && !exists(folder, entry.name)) continue;
    if (entry.isDirectory()) entries.push({ name: entry.name, kind: "directory" });
    else if (entry.isFile()) entries.push({ name: entry.name, kind: "file" });
  }
  return entries;
}

/** Whether a listed file is a regular file with this name only: one with a second name may lie elsewhere too. */
export function hasOneName(folder: FolderHandle, name: string): boolean {
  try {
    const stat = lstatSync(childPath(folder, name));
    return stat.isFile() && stat.nlink === 1;
  } catch (thrown) {
    if (codeOf(thrown) === undefined) throw thrown;
    return false;
  }
}

function exists(folder: FolderHandle, name: string): boolean {
  return lstatSync(childPath(folder, name), { throwIfNoEntry: false }) !== undefined;
}
