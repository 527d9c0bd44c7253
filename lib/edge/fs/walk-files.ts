import { byteOrder } from "../../core/text/byte-order.ts";
import { errorCode } from "./error-code.ts";
import { type ConfinedRoot, closeFolder, type FolderHandle, openFolderIn } from "./folder-handle.ts";
import { insideFolder } from "./inside-folder.ts";
import { listFolder } from "./list-folder.ts";

/** Folders deeper than this are not entered: each level holds a handle open. */
const MAX_DEPTH = 64;

/** Whether a walk goes on behind a file. */
export type WalkStep = "go_on" | "stop";

export interface FileVisitor {
  /** Whether what has this name takes part. */
  readonly isWanted: (name: string) => boolean;
  /** Whether a path (a folder's ends with `/`) may be passed over unseen. */
  readonly skip: (path: string) => boolean;
  /** Told why a folder that was come by cannot be entered; without it such a folder is passed over. */
  readonly blocked?: (thrown: unknown) => void;
  /** Gets each regular file and the open folder it lies in, to be read there. */
  readonly visit: (path: string, folder: FolderHandle, name: string) => WalkStep;
}

/**
 * Visits the regular files under a path, in the byte order of their paths from the root; a path that is no folder is
 * visited itself, whatever it is. Links are passed over, and so are folders that cannot be opened, but for those that
 * were asked for: throws `BlockedWay` and what the system says of the root.
 */
export function walkFiles(root: ConfinedRoot, names: readonly string[], visitor: FileVisitor): void {
  const name = names.at(-1);
  if (name === undefined) {
    insideFolder(root, names, (folder) => walkFolder(folder, "", 0, visitor));
    return;
  }
  insideFolder(root, names.slice(0, -1), (parent) => {
    const folder = unlessGone(() => openFolderIn(parent, name));
    if (folder === undefined) return visitor.visit(names.join("/"), parent, name);
    try {
      return walkFolder(folder, `${names.join("/")}/`, names.length, visitor);
    } finally {
      closeFolder(folder);
    }
  });
}

function walkFolder(folder: FolderHandle, prefix: string, depth: number, visitor: FileVisitor): WalkStep {
  if (depth > MAX_DEPTH) return "go_on";
  const listed = listFolder(folder, visitor.isWanted);
  const entries = listed.map(({ name, kind }) => ({ name, key: kind === "file" ? name : `${name}/` }));
  for (const { name, key } of entries.sort((a, b) => byteOrder(a.key, b.key))) {
    const path = `${prefix}${key}`;
    if (visitor.skip(path)) continue;
    const next = key === name ? visitor.visit(path, folder, name) : enter(folder, name, path, depth, visitor);
    if (next === "stop") return next;
  }
  return "go_on";
}

function enter(parent: FolderHandle, name: string, path: string, depth: number, visitor: FileVisitor): WalkStep {
  const folder = unlessGone(() => openFolderIn(parent, name), visitor.blocked);
  if (folder === undefined) return "go_on";
  try {
    return walkFolder(folder, path, depth + 1, visitor);
  } finally {
    closeFolder(folder);
  }
}

/** Undefined for what vanished, changed its kind since it was listed, or is closed to us; `tell` hears which. */
export function unlessGone<T>(open: () => T, tell?: (thrown: unknown) => void): T | undefined {
  try {
    return open();
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    tell?.(thrown);
    return undefined;
  }
}
