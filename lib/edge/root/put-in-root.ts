import { constants, copyFileSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { MemoriesError } from "../../core/errors.ts";
import { fault } from "../../core/fault.ts";
import { pathUnder } from "../../core/tree/path-bytes.ts";
import { foldersOnTheWay } from "./real-path.ts";

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
  refuseLinks(root, path);
  fault("folder.write", path);
  mkdirSync(pathUnder(root, posix.dirname(path)), { recursive: true, mode: 0o700 });
  const draft = join(root, DRAFT);
  rmSync(draft, { force: true });
  write(draft);
  renameSync(draft, pathUnder(root, path));
}

/** Removes a file or link of the root; absent is fine. */
export function removeFromRoot(root: string, path: string): void {
  refuseLinks(root, path);
  if (lstatSync(pathUnder(root, path), { throwIfNoEntry: false }) === undefined) return;
  fault("folder.delete", path);
  rmSync(pathUnder(root, path), { force: true });
}

function refuseLinks(root: string, path: string): void {
  if (foldersOnTheWay(root, path) !== "blocked") return;
  throw new MemoriesError("io_failed", `${root}/${path} lies behind a link or a file`, {
    hint: "put a real folder in its place",
  });
}
