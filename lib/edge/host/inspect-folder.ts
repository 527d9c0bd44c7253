import { accessSync, constants, readdirSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";

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

/** Names in a folder; empty when there is none. */
export function namesIn(path: string): string[] {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(path).toSorted() : [];
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
