import type { MemoryPath } from "../../core/memory-read/memory-path.ts";
import { byteOrder } from "../../core/text/byte-order.ts";
import { closeFolder, codeOf, type FolderHandle, openFolderIn } from "./folder-handle.ts";
import { listFolder } from "./list-folder.ts";
import { readMemoryFile, withFolder } from "./open-memory.ts";
import { readFileIn } from "./read-file-in.ts";

/** Folders deeper than this are not entered: each level holds a handle open. */
const MAX_DEPTH = 64;

export interface FileVisitor {
  /** Whether a path (a folder's ends with `/`) may be passed over unseen. */
  skip(path: string): boolean;
  /** Gets each file; its bytes are valid during the call. `stop` ends the walk. */
  visit(path: string, bytes: Buffer): "go_on" | "stop";
}

/**
 * Visits the regular files with one link under a path, in the byte order of their paths from the root. Links and
 * what cannot be read are passed over; a path that does not exist is `bad_input`, a root that does not exist is empty.
 */
export function walkFiles(root: string, path: MemoryPath, visitor: FileVisitor): void {
  const name = path.at(-1);
  if (name === undefined) {
    withFolder(root, path, (folder) => walkFolder(folder, "", 0, visitor));
    return;
  }
  const isFolder = withFolder(root, path.slice(0, -1), (parent) => {
    const folder = openUnlessFile(parent, name);
    if (folder === undefined) return false;
    try {
      walkFolder(folder, `${path.join("/")}/`, path.length, visitor);
    } finally {
      closeFolder(folder);
    }
    return true;
  });
  // A file, or something whose refusal says why.
  if (isFolder !== true) visitor.visit(path.join("/"), readMemoryFile(root, path));
}

function walkFolder(folder: FolderHandle, prefix: string, depth: number, visitor: FileVisitor): "go_on" | "stop" {
  if (depth > MAX_DEPTH) return "go_on";
  const entries = listFolder(folder).map(({ name, kind }) => ({ name, key: kind === "file" ? name : `${name}/` }));
  for (const { name, key } of entries.sort((a, b) => byteOrder(a.key, b.key))) {
    const path = `${prefix}${key}`;
    if (visitor.skip(path)) continue;
    const next = key === name ? visitFile(folder, name, path, visitor) : enter(folder, name, path, depth, visitor);
    if (next === "stop") return next;
  }
  return "go_on";
}

function visitFile(folder: FolderHandle, name: string, path: string, visitor: FileVisitor): "go_on" | "stop" {
  const bytes = unlessGone(() => readFileIn(folder, name));
  return bytes === undefined || typeof bytes === "string" ? "go_on" : visitor.visit(path, bytes);
}

function enter(
  parent: FolderHandle,
  name: string,
  path: string,
  depth: number,
  visitor: FileVisitor,
): "go_on" | "stop" {
  const folder = unlessGone(() => openFolderIn(parent, name));
  if (folder === undefined) return "go_on";
  try {
    return walkFolder(folder, path, depth + 1, visitor);
  } finally {
    closeFolder(folder);
  }
}

function openUnlessFile(parent: FolderHandle, name: string): FolderHandle | undefined {
  return unlessGone(() => openFolderIn(parent, name));
}

/** What vanished or changed its kind since it was listed is passed over. */
function unlessGone<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch (thrown) {
    if (codeOf(thrown) === undefined) throw thrown;
    return undefined;
  }
}
