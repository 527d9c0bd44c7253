import { lstatSync, readdirSync, type Stats } from "node:fs";
import { isGitName, type ListedFile } from "../../core/diff/listed-file.ts";
import { decodeLatin1Path, pathUnder } from "../../core/diff/path-bytes.ts";
import { MemoriesError, reasonOf } from "../../core/errors.ts";

/** What lies under a folder. */
export interface Listing {
  /** Everything that is no folder, in no particular order. */
  readonly files: readonly ListedFile[];
  /** What is named `.git` (in any case), as neither file nor link; what lies in it is not listed. */
  readonly gitNames: readonly ListedFile[];
  /** Every folder under it, parents before children. */
  readonly folders: readonly string[];
}

/**
 * Lists everything under a folder but what is named `.git` (in any case). Links are listed, never followed;
 * an absent folder is empty; what vanishes meanwhile is left out. Blocks: some 10 ms for 4,000 files.
 * Throws `io_failed` naming the path that cannot be read.
 */
export function listFiles(root: string): Listing {
  const files: ListedFile[] = [];
  const gitNames: ListedFile[] = [];
  const folders: string[] = [];
  const pending = [""];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const name of namesIn(root, folder)) {
      const path = folder === "" ? name : `${folder}/${name}`;
      const found = look(root, path);
      if (found === undefined) continue;
      if (isGitName(name)) gitNames.push({ ...listed(path, found), kind: "other" });
      else if (found.isDirectory()) {
        folders.push(path);
        pending.push(path);
      } else {
        files.push(listed(path, found));
      }
    }
  }
  return { files, gitNames, folders };
}

function listed(path: string, found: Stats): ListedFile {
  const { size, mtimeMs, ctimeMs, ino } = found;
  const kind = found.isFile() ? "file" : found.isSymbolicLink() ? "link" : "other";
  return {
    path,
    kind,
    executable: kind === "file" && (found.mode & 0o100) !== 0,
    stamp: { size, mtimeMs, ctimeMs, ino },
  };
}

function namesIn(root: string, folder: string): string[] {
  try {
    return readdirSync(pathUnder(root, folder), "latin1").map(decodeLatin1Path);
  } catch (thrown) {
    // Vanished, or replaced by a file, since its parent was read.
    if (hasCode(thrown, "ENOENT") || hasCode(thrown, "ENOTDIR")) return [];
    throw unreadable(root, folder, thrown);
  }
}

function look(root: string, path: string): Stats | undefined {
  try {
    return lstatSync(pathUnder(root, path));
  } catch (thrown) {
    if (hasCode(thrown, "ENOENT") || hasCode(thrown, "ENOTDIR")) return undefined;
    throw unreadable(root, path, thrown);
  }
}

function unreadable(root: string, path: string, cause: unknown): MemoriesError {
  const where = path === "" ? root : `${root}/${path}`;
  return new MemoriesError("io_failed", `cannot read ${where.toWellFormed()}: ${reasonOf(cause)}`, { cause });
}

function hasCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === code;
}
