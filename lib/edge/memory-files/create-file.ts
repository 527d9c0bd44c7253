import { closeSync, constants, fsyncSync, mkdirSync, openSync, writeSync } from "node:fs";
import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { fault } from "../../core/fault.ts";
import type { MemoryPath } from "../../core/memory-read/memory-path.ts";
import { childPath, closeFolder, codeOf, type FolderHandle, openFolderIn, openRootFolder } from "./folder-handle.ts";

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
const CREATE = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/**
 * Opens a folder under the root for the time of `use`, making what is missing of it, the root included; private to
 * the user. Each name is opened by the handle before it: a link on the way is `bad_input`, a folder that
 * may not be written `home_not_writable`, other trouble `io_failed`.
 */
export function withNewFolder<T>(root: string, path: MemoryPath, use: (folder: FolderHandle) => T): T {
  let folder = attempt(root, () => {
    makeFolder(root);
    return openRootFolder(root);
  });
  try {
    for (const [depth, name] of path.entries()) {
      const parent = folder;
      const shown = path.slice(0, depth + 1).join("/");
      folder = attempt(shown, () => {
        makeFolder(childPath(parent, name));
        return openFolderIn(parent, name);
      });
      closeFolder(parent);
    }
    return use(folder);
  } finally {
    closeFolder(folder);
  }
}

/** Writes a new private file into an open folder; `exists` when something of that name is there, which stays. */
export function createFileIn(folder: FolderHandle, name: string, content: string): "created" | "exists" {
  fault("folder.write", name);
  return attempt(name, () => {
    const fd = openNew(childPath(folder, name));
    if (fd === undefined) return "exists";
    try {
      writeAll(fd, Buffer.from(content));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    return "created";
  });
}

function makeFolder(path: string): void {
  fault("folder.mkdir", path);
  mkdirSync(path, { recursive: true, mode: PRIVATE_FOLDER });
}

function openNew(path: string): number | undefined {
  try {
    return openSync(path, CREATE, PRIVATE_FILE);
  } catch (thrown) {
    if (codeOf(thrown) === "EEXIST") return undefined;
    throw thrown;
  }
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === undefined) throw thrown;
    if (code === "ELOOP" || code === "ENOTDIR" || code === "EEXIST") {
      throw new MemoriesError("bad_input", `cannot write ${JSON.stringify(path)}: a link or a file is in the way`, {
        hint: "move it away, or name another memory folder with --root DIR",
      });
    }
    const refused = code === "EACCES" || code === "EPERM" || code === "EROFS";
    const kind = refused ? "home_not_writable" : "io_failed";
    throw new MemoriesError(kind, `cannot write ${JSON.stringify(path)}: ${reasonOf(thrown)}`, {
      hint: "make it writable to you, or name another memory folder with --root DIR",
      cause: thrown,
    });
  }
}
