import { accessSync, constants, lstatSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { namesIn } from "../fs/names-in.ts";

/** What can be said of a folder without touching it. */
export interface FolderInspection {
  readonly kind: "absent" | "folder" | "other";
  /** Whether we may read it; of an absent one, whether its nearest existing parent. */
  readonly readable: boolean;
  /** Whether we may write into it, or make it. */
  readonly writable: boolean;
  /** Whether others may look into it. */
  readonly openToOthers: boolean;
  /** Free bytes where it lies or would lie. */
  readonly freeBytes: number;
}

/** Looks at a folder; writes nothing. */
export function inspectFolder(path: string): FolderInspection {
  const found = statSync(path, { throwIfNoEntry: false });
  const existing = found === undefined ? nearestParent(path) : path;
  const { bavail, bsize } = statfsSync(existing);
  return {
    kind: found === undefined ? "absent" : found.isDirectory() ? "folder" : "other",
    readable: may(existing, constants.R_OK | constants.X_OK),
    writable: may(existing, constants.W_OK | constants.X_OK),
    openToOthers: found !== undefined && (found.mode & 0o077) !== 0,
    freeBytes: bavail * bsize,
  };
}

/** Whether there is anything at a path but an empty folder; a link counts by itself, wherever it leads. */
export function holdsSomething(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && (!found.isDirectory() || namesIn(path).length > 0);
}

function nearestParent(path: string): string {
  const parent = dirname(path);
  return parent === path || statSync(parent, { throwIfNoEntry: false }) !== undefined ? parent : nearestParent(parent);
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
