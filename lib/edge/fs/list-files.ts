import { lstatSync, readdirSync, type Stats } from "node:fs";
import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { type FoundFile, isGitName, type ListedFile, ownerExecutes } from "../../core/tree/listed-file.ts";
import { decodeLatin1Path, pathUnder } from "../../core/tree/path-bytes.ts";
import { errorCode } from "./error-code.ts";

/** What lies under a folder. */
export interface Listing {
  /** Everything that is no folder, but what was taken before, in no particular order. */
  readonly files: readonly ListedFile[];
  /** What is named `.git` (in any case), as neither file nor link; what lies in it is not listed. */
  readonly gitNames: readonly ListedFile[];
  /** Every folder under it, parents before children. */
  readonly folders: readonly string[];
}

/** What is found under a folder; a folder too. */
export interface FoundEntry extends FoundFile {
  isDirectory(): boolean;
}

/**
 * Sees each entry as it is found. `true` takes it, where somebody has use for no more than that; `false`: it is listed;
 * `stop`: neither it nor anything after it is.
 */
export type TakeFile = (path: string, found: FoundEntry) => boolean | "stop";

/**
 * Lists everything under a folder but what is named `.git` (in any case). Links are listed, never followed;
 * an absent folder is empty; what vanishes meanwhile is left out. Blocks: some 10 ms for 4,000 files.
 * Throws `io_failed` naming the path that cannot be read.
 */
export function listFiles(root: string, take: TakeFile = () => false): Listing {
  const files: ListedFile[] = [];
  const gitNames: ListedFile[] = [];
  const folders: string[] = [];
  const pending = [""];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const prefix = folder === "" ? "" : `${folder}/`;
    const { names, areText } = listNames(root, folder);
    const base = areText && prefix.isWellFormed() && root.isWellFormed() ? `${root}/${prefix}` : undefined;
    for (const name of names) {
      const place = base === undefined ? pathUnder(root, prefix + name) : base + name;
      // Cut out of the longer text rather than made anew: thousands of paths are looked up by their characters.
      const path = typeof place === "string" ? place.slice(root.length + 1) : prefix + name;
      const found = look(place, root, path);
      if (found === undefined) continue;
      if (isGitName(name)) {
        gitNames.push({ ...listed(path, found), kind: "other" });
        continue;
      }
      const taken = take(path, found);
      if (taken === "stop") return { files, gitNames, folders };
      if (taken) continue;
      if (found.isDirectory()) {
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
    executable: kind === "file" && ownerExecutes(found.mode),
    stamp: { size, mtimeMs, ctimeMs, ino },
  };
}

/** What a name that is not UTF-8 shows when it is read as such; a name may also hold it by itself. */
const REPLACED = "\ufffd";

/** The names in a folder; read a second time, byte for byte, where they may not be UTF-8. */
function listNames(root: string, folder: string): { readonly names: readonly string[]; readonly areText: boolean } {
  const place = pathUnder(root, folder);
  try {
    const names = readdirSync(place);
    if (!names.join("").includes(REPLACED)) return { names, areText: true };
    return { names: readdirSync(place, "latin1").map(decodeLatin1Path), areText: false };
  } catch (thrown) {
    // Vanished, or replaced by a file, since its parent was read.
    if (isNoFolder(thrown)) return { names: [], areText: true };
    throw unreadable(root, folder, thrown);
  }
}

function look(place: string | Buffer, root: string, path: string): Stats | undefined {
  try {
    // Without options, which take as long to be read as the file does to be looked at.
    return lstatSync(place);
  } catch (thrown) {
    if (isNoFolder(thrown)) return undefined;
    throw unreadable(root, path, thrown);
  }
}

/** It vanished, or what leads to it was replaced by a file. */
function isNoFolder(thrown: unknown): boolean {
  const code = errorCode(thrown);
  return code === "ENOENT" || code === "ENOTDIR";
}

function unreadable(root: string, path: string, cause: unknown): MemoriesError {
  const where = path === "" ? root : `${root}/${path}`;
  return new MemoriesError("io_failed", `cannot read ${where.toWellFormed()}: ${reasonOf(cause)}`, { cause });
}
