import { constants, copyFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MemoriesError } from "../../core/errors.ts";
import { fault } from "../../core/fault.ts";
import { childPath, type FolderHandle, requireInPlace } from "../fs/folder-handle.ts";
import { BlockedWay, insideFolder, type Missing } from "../fs/inside-folder.ts";
import { lstatOf } from "../fs/list-folder.ts";
import { lstatAt } from "../fs/lstat-at.ts";
import { isBlocked, splitPath } from "./entry-at.ts";

/** A file is written here first, where no tree and no agent sees it; a crash leaves at most this one. */
const DRAFT = ".git/memories-draft";

/**
 * Puts a generated file into the root in one step, private to the user. Throws `io_failed` when a folder on the
 * way is a link or a file: nothing is written through a link.
 */
export function putInRoot(root: string, path: string, bytes: Uint8Array): void {
  putDraft(root, path, (draft) => writeFileSync(draft, bytes, { mode: 0o600, flag: "wx" }));
}

/** The same with the content of a private file of ours, which may be large. */
export function putCopyInRoot(root: string, path: string, source: string): void {
  putDraft(root, path, (draft) => copyFileSync(source, draft, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL));
}

function putDraft(root: string, path: string, write: (draft: string) => void): void {
  inParent(root, path, "make", (folder, name) => {
    fault("folder.write", path);
    const draft = join(root, DRAFT);
    rmSync(draft, { force: true });
    write(draft);
    requireInPlace(folder);
    renameSync(draft, childPath(folder, name));
  });
}

/** Removes a file or link of the root; absent is fine, the root itself too. */
export function removeFromRoot(root: string, path: string): void {
  if (lstatAt(root) === undefined) return;
  try {
    inParent(root, path, "expect", (folder, name) => {
      if (lstatOf(folder, name) === undefined) return;
      fault("folder.delete", path);
      requireInPlace(folder);
      rmSync(childPath(folder, name), { force: true });
    });
  } catch (thrown) {
    if (!(thrown instanceof BlockedWay && thrown.code === "ENOENT")) throw thrown;
  }
}

function inParent(
  root: string,
  path: string,
  missing: Missing,
  work: (folder: FolderHandle, name: string) => void,
): void {
  const { names, name } = splitPath(path);
  try {
    insideFolder(root, names, (folder) => work(folder, name), missing);
  } catch (thrown) {
    if (!isBlocked(thrown)) throw thrown;
    throw new MemoriesError("io_failed", `${root}/${path} lies behind a link or a file`, {
      hint: "put a real folder in its place",
    });
  }
}
