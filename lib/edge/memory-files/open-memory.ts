import { lstatSync } from "node:fs";
import { MemoriesError } from "../../core/errors.ts";
import type { MemoryPath } from "../../core/memory-read/memory-path.ts";
import { childPath, closeFolder, codeOf, type FolderHandle, openFolderIn, openRootFolder } from "./folder-handle.ts";
import { type FileRefusal, readFileIn } from "./read-file-in.ts";

/**
 * Opens the folder at a path under the root for the time of `use`, each name on the way by the handle before it.
 * Undefined for a root that does not exist; throws `bad_input` for any other path that cannot be opened.
 */
export function withFolder<T>(root: string, path: MemoryPath, use: (folder: FolderHandle) => T): T | undefined {
  let folder = openRoot(root);
  if (folder === undefined) {
    if (path.length === 0) return undefined;
    throw refused(path, "it does not exist");
  }
  try {
    for (const [depth, name] of path.entries()) {
      const next = openNext(folder, name, path.slice(0, depth + 1));
      closeFolder(folder);
      folder = next;
    }
    return use(folder);
  } finally {
    closeFolder(folder);
  }
}

/** The bytes of a file under the root, valid until the next file is read. Throws `bad_input` saying why not. */
export function readMemoryFile(root: string, path: MemoryPath): Buffer {
  const name = path.at(-1);
  if (name === undefined) throw refused(path, "it is a folder");
  const bytes = withFolder(root, path.slice(0, -1), (folder) => {
    try {
      return readFileIn(folder, name);
    } catch (thrown) {
      throw refused(path, whyNot(folder, name, thrown));
    }
  });
  if (bytes === undefined) throw refused(path, "it does not exist");
  if (typeof bytes === "string") throw refused(path, REFUSALS[bytes]);
  return bytes;
}

const REFUSALS: Readonly<Record<FileRefusal, string>> = {
  not_a_file: "it is not a regular file",
  several_links: "it has more than one link",
  too_large: "it is larger than 256 MiB",
};

function openRoot(root: string): FolderHandle | undefined {
  try {
    return openRootFolder(root);
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === "ENOENT") return undefined;
    if (code === undefined) throw thrown;
    throw new MemoriesError("bad_input", `the memory root cannot be opened: ${code}`);
  }
}

function openNext(folder: FolderHandle, name: string, path: MemoryPath): FolderHandle {
  try {
    return openFolderIn(folder, name);
  } catch (thrown) {
    throw refused(path, whyNot(folder, name, thrown));
  }
}

/** Only says why; that it is refused was decided on the handle. */
function whyNot(folder: FolderHandle, name: string, thrown: unknown): string {
  const code = codeOf(thrown);
  if (code === undefined) throw thrown;
  if (code === "ENOENT") return "it does not exist";
  if (code === "ELOOP" || isLink(folder, name)) return "it is a link";
  if (code === "ENOTDIR") return "it is not a folder";
  return `it cannot be opened (${code})`;
}

function isLink(folder: FolderHandle, name: string): boolean {
  try {
    return lstatSync(childPath(folder, name)).isSymbolicLink();
  } catch (thrown) {
    if (codeOf(thrown) === undefined) throw thrown;
    return false;
  }
}

function refused(path: MemoryPath, why: string): MemoriesError {
  return new MemoriesError("bad_input", `cannot read ${JSON.stringify(path.join("/"))}: ${why}`);
}
