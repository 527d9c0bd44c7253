import { closeSync, fsyncSync, mkdirSync } from "node:fs";
import { MemoriesError, reasonOf } from "../../core/errors.ts";
import { fault } from "../../core/fault.ts";
import type { MemoryPath } from "../../core/memory-read/memory-path.ts";
import { errorCode } from "../fs/error-code.ts";
import { type ConfinedRoot, type FolderHandle, openFileIn } from "../fs/folder-handle.ts";
import { insideFolder } from "../fs/inside-folder.ts";
import { writeWhole } from "../fs/write-atomically.ts";

const PRIVATE_FOLDER = 0o700;

/**
 * Opens a folder under the root for the time of `use`, making what is missing of it, the root included; private to
 * the user. Each name is opened by the handle before it: a link on the way is `bad_input`, a folder that
 * may not be written `home_not_writable`, other trouble `io_failed`.
 */
export function withNewFolder<T>(root: ConfinedRoot, path: MemoryPath, use: (folder: FolderHandle) => T): T {
  return attempt(path.join("/"), () => {
    const place = typeof root === "string" ? root : root.path;
    fault("folder.mkdir", place);
    mkdirSync(place, { recursive: true, mode: PRIVATE_FOLDER });
    return insideFolder(root, path, use, "make");
  });
}

/** Writes a new private file into an open folder; `exists` when something of that name is there, which stays. */
export function createFileIn(folder: FolderHandle, name: string, content: string): "created" | "exists" {
  fault("folder.write", name);
  return attempt(name, () => {
    const fd = openNew(folder, name);
    if (fd === undefined) return "exists";
    try {
      writeWhole(fd, content);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    return "created";
  });
}

function openNew(folder: FolderHandle, name: string): number | undefined {
  try {
    return openFileIn(folder, name, "create");
  } catch (thrown) {
    if (errorCode(thrown) === "EEXIST") return undefined;
    throw thrown;
  }
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    const code = errorCode(thrown);
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
