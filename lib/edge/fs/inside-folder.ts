import { lstatSync, mkdirSync } from "node:fs";
import { fault } from "../../core/fault.ts";
import { errorCode } from "./error-code.ts";
import {
  type ConfinedRoot,
  childPath,
  closeFolder,
  type FolderHandle,
  openFolderIn,
  openRootFolder,
  requireInPlace,
} from "./folder-handle.ts";

const PRIVATE_FOLDER = 0o700;

/** A name on the way to a folder that could not be opened as one. */
export class BlockedWay extends Error {
  override readonly name = "BlockedWay";
  /** The system's word for it. */
  readonly code: string;
  /** The names down to the one that is in the way. */
  readonly names: readonly string[];
  readonly isLink: boolean;

  constructor(code: string, names: readonly string[], isLink: boolean, cause: unknown) {
    super(cause instanceof Error ? cause.message : code, { cause });
    this.code = code;
    this.names = names;
    this.isLink = isLink;
  }
}

/** What to do about a folder on the way that is not there: it is made, private to the user, or is a `BlockedWay`. */
export type Missing = "make" | "expect";

/**
 * Opens the folder at a path under a root (its names from the root down) for the time of `use`; each name on the way
 * is opened in the folder before it. Throws what the system says of the root, and `BlockedWay` for a name on the way.
 */
export function insideFolder<T>(
  root: ConfinedRoot,
  names: readonly string[],
  use: (folder: FolderHandle) => T,
  missing: Missing = "expect",
): T {
  const folder = openInside(root, names, missing);
  try {
    return use(folder);
  } finally {
    closeFolder(folder);
  }
}

/** The same for as long as the caller keeps it open. */
export function openInside(root: ConfinedRoot, names: readonly string[], missing: Missing = "expect"): FolderHandle {
  let folder = openRootFolder(root);
  for (const [depth, name] of names.entries()) {
    try {
      const next = openNext(folder, names.slice(0, depth + 1), name, missing);
      closeFolder(folder);
      folder = next;
    } catch (thrown) {
      closeFolder(folder);
      throw thrown;
    }
  }
  return folder;
}

function openNext(folder: FolderHandle, names: readonly string[], name: string, missing: Missing): FolderHandle {
  try {
    if (missing === "make") makeFolder(folder, name);
    return openFolderIn(folder, name);
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code === undefined) throw thrown;
    throw new BlockedWay(code, names, isLink(folder, name), thrown);
  }
}

function makeFolder(parent: FolderHandle, name: string): void {
  const path = childPath(parent, name);
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return;
  requireInPlace(parent);
  fault("folder.mkdir", name);
  try {
    mkdirSync(path, { mode: PRIVATE_FOLDER });
  } catch (thrown) {
    // Another process made it in this very moment; what it is, its opening tells.
    if (errorCode(thrown) !== "EEXIST") throw thrown;
  }
}

/** Whether what lies at a name is a link. Only says why; that it is refused was decided on the handle. */
export function isLink(folder: FolderHandle, name: string): boolean {
  try {
    return lstatSync(childPath(folder, name)).isSymbolicLink();
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    return false;
  }
}
