import { MemoriesError } from "../../core/errors.ts";
import { isHidden, type MemoryPath } from "../../core/memory-read/memory-path.ts";
import { errorCode, isAbsent } from "../fs/error-code.ts";
import type { ConfinedRoot, FolderHandle } from "../fs/folder-handle.ts";
import { BlockedWay, insideFolder, isLink } from "../fs/inside-folder.ts";
import { type FolderEntry, hasOneName, listFolder } from "../fs/list-folder.ts";
import { type FileRefusal, readFileIn } from "../fs/read-file-in.ts";
import { unlessGone, type WalkStep, walkFiles } from "../fs/walk-files.ts";

/**
 * Folders and regular files in the folder at a path under the root, hidden ones left out, in no order; undefined for a
 * root that does not exist. `hasOneName` tells of a file whether it lies nowhere else too; it may be asked during
 * `use`. Throws `bad_input` for any other path that cannot be opened.
 */
export function withListing<T>(
  root: ConfinedRoot,
  path: MemoryPath,
  use: (entries: FolderEntry[], hasOneName: (name: string) => boolean) => T,
): T | undefined {
  const list = (folder: FolderHandle) =>
    use(
      listFolder(folder, (name) => !isHidden(name)),
      (name) => hasOneName(folder, name),
    );
  return inWords(path, () => insideFolder(root, path, list));
}

/** The bytes of a file under the root, valid until the next file is read. Throws `bad_input` saying why not. */
export function readMemoryFile(root: ConfinedRoot, path: MemoryPath): Buffer {
  const name = path.at(-1);
  if (name === undefined) throw refused(path, "it is a folder");
  const bytes = inWords(path, () => insideFolder(root, path.slice(0, -1), (folder) => readIn(folder, path, name)));
  if (bytes === undefined) throw refused(path, "it does not exist");
  return bytes;
}

export interface MemoryVisitor {
  /** Whether a path (a folder's ends with `/`) may be passed over unseen. */
  skip(path: string): boolean;
  /** Gets each file; its bytes are valid during the call. `stop` ends the walk. */
  visit(path: string, bytes: Buffer): WalkStep;
}

/**
 * Visits the regular files with one link under a path, in the byte order of their paths from the root. Links and
 * what cannot be read are passed over; a path that does not exist is `bad_input`, a root that does not exist is empty.
 */
export function walkMemory(root: ConfinedRoot, path: MemoryPath, visitor: MemoryVisitor): void {
  const asked = path.join("/");
  const visit = (file: string, folder: FolderHandle, name: string): WalkStep => {
    if (file === asked) return visitor.visit(file, readIn(folder, path, name));
    const bytes = unlessGone(() => readFileIn(folder, name));
    return bytes === undefined || typeof bytes === "string" ? "go_on" : visitor.visit(file, bytes);
  };
  const isWanted = (name: string) => !isHidden(name);
  inWords(path, () => walkFiles(root, path, { isWanted, skip: visitor.skip, visit }));
}

const REFUSALS: Readonly<Record<FileRefusal, string>> = {
  not_a_file: "it is not a regular file",
  several_links: "it has more than one link",
  too_large: "it is larger than 256 MiB",
};

function readIn(folder: FolderHandle, path: MemoryPath, name: string): Buffer {
  let bytes: Buffer | FileRefusal;
  try {
    bytes = readFileIn(folder, name);
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code === undefined) throw thrown;
    throw refused(path, whyNot(code, isLink(folder, name)));
  }
  if (typeof bytes === "string") throw refused(path, REFUSALS[bytes]);
  return bytes;
}

/** What the file system says about a path under the root, as `bad_input`; undefined for a root that is not there. */
function inWords<T>(path: MemoryPath, work: () => T): T | undefined {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof BlockedWay) throw refused(thrown.names, whyNot(thrown.code, thrown.isLink));
    const code = errorCode(thrown);
    if (code === undefined) throw thrown;
    if (!isAbsent(thrown)) throw new MemoriesError("bad_input", `the memory root cannot be opened: ${code}`);
    if (path.length > 0) throw refused(path, "it does not exist");
    return undefined;
  }
}

function whyNot(code: string, isLinked: boolean): string {
  if (code === "ENOENT") return "it does not exist";
  if (code === "ELOOP" || isLinked) return "it is a link";
  if (code === "ENOTDIR") return "it is not a folder";
  return `it cannot be opened (${code})`;
}

function refused(path: readonly string[], why: string): MemoriesError {
  return new MemoriesError("bad_input", `cannot read ${JSON.stringify(path.join("/"))}: ${why}`);
}
