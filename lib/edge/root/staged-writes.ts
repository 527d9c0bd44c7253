import { closeSync, linkSync, lstatSync, openSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { mkdir, open, rm, symlink } from "node:fs/promises";
import { join, posix } from "node:path";
import { fault } from "../../core/fault.ts";
import type { StagedWrite } from "../../core/root/journal.ts";
import { pathUnder } from "../../core/tree/path-bytes.ts";
import { sameEntry, type TreeEntry } from "../../core/tree/tree.ts";
import { errorCode } from "../fs/error-code.ts";
import { childPath, type FolderHandle, requireInPlace } from "../fs/folder-handle.ts";
import { insideFolder } from "../fs/inside-folder.ts";
import { namesIn } from "../fs/names-in.ts";
import { NO_HARD_LINKS } from "../fs/no-hard-links.ts";
import { entryAt, isBlocked, splitPath } from "./entry-at.ts";
import { removeFromRoot } from "./put-in-root.ts";

/**
 * Files wait here, on the root's own file system, to be renamed into place. That a file no longer waits says
 * that it was moved, so a repair can tell a move that was made from one that was not.
 */
const WAITING = ".git/memories-moves";

/** Empties the place where files wait, and makes it. */
export async function beginMoves(root: string): Promise<void> {
  await endMoves(root);
  fault("folder.mkdir", WAITING);
  await mkdir(join(root, WAITING), { recursive: true, mode: 0o700 });
}

/** Brings the content of the `at`-th move close to the root, durably. */
export async function prepareMove(root: string, at: number, bytes: Uint8Array, next: TreeEntry): Promise<void> {
  const path = waitingPath(root, at);
  fault("folder.write", path);
  if (next.kind === "link") {
    await symlink(Buffer.from(bytes), path);
    return;
  }
  const file = await open(path, "wx", next.executable ? 0o700 : 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes sure that everything that waits is on the disk by name too. */
export async function syncMoves(root: string): Promise<void> {
  const folder = await open(join(root, WAITING), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * Makes the `at`-th move where the root still holds what it `was`, else leaves the place alone: `conflict`. A move
 * that was made before is `applied` again, whatever somebody has done with the file since.
 */
export function makeMove(root: string, at: number, { path, was, next }: StagedWrite): "applied" | "conflict" {
  const now = entryAt(root, path);
  if (next === null) return removeFile(root, path, was, now);
  const waiting = waitingPath(root, at);
  if (lstatSync(waiting, { throwIfNoEntry: false }) === undefined) return "applied";
  if (sameEntry(now, next)) return "applied";
  if (!sameContent(now, was) && !isPlaceholder(now, was)) return "conflict";
  const { names, name } = splitPath(path);
  try {
    fault("folder.rename", path);
    insideFolder(root, names, (folder) => moveInto(folder, name, waiting, now), "make");
  } catch (thrown) {
    if (isBlocked(thrown) || isTaken(thrown)) return "conflict";
    throw thrown;
  }
  return "applied";
}

function moveInto(folder: FolderHandle, name: string, waiting: string, now: TreeEntry | undefined): void {
  requireInPlace(folder);
  const target = childPath(folder, name);
  if (now !== undefined) {
    renameSync(waiting, target);
    return;
  }
  try {
    // A link, unlike a rename, never replaces what somebody puts there at this very moment.
    linkSync(waiting, target);
    rmSync(waiting);
  } catch (thrown) {
    if (!NO_HARD_LINKS.includes(errorCode(thrown) ?? "")) throw thrown;
    // Made by us alone, or not at all: what is renamed over then is our own empty file.
    closeSync(openSync(target, "wx", 0o600));
    renameSync(waiting, target);
  }
}

/** Removes what waits, and the place for it. */
export async function endMoves(root: string): Promise<void> {
  if (lstatSync(join(root, WAITING), { throwIfNoEntry: false }) === undefined) return;
  fault("folder.delete", WAITING);
  await rm(join(root, WAITING), { recursive: true, force: true });
}

function removeFile(
  root: string,
  path: string,
  was: TreeEntry | null,
  now: TreeEntry | undefined,
): "applied" | "conflict" {
  if (now === undefined) return "applied";
  if (!sameContent(now, was)) return "conflict";
  removeFromRoot(root, path);
  removeEmptyFolders(root, posix.dirname(path));
  return "applied";
}

/** Folders are in no tree; one that a removal has emptied goes too. */
function removeEmptyFolders(root: string, folder: string): void {
  for (let at = folder; at !== "."; at = posix.dirname(at)) {
    const path = pathUnder(root, at);
    if (namesIn(path).length > 0) return;
    fault("folder.delete", at);
    try {
      rmdirSync(path);
    } catch {
      // Somebody put a file there, or removed the folder, at this very moment.
      return;
    }
  }
}

/** The empty file by which a crash had taken a place where there are no hard links; it has no content to lose. */
function isPlaceholder(now: TreeEntry | undefined, was: TreeEntry | null): boolean {
  return was === null && now?.kind === "file" && now.size === 0;
}

/** A changed execute bit alone is nothing that collides. */
function sameContent(now: TreeEntry | undefined, was: TreeEntry | null): boolean {
  if (now === undefined || was === null) return now === undefined && was === null;
  return sameEntry({ ...now, executable: false }, { ...was, executable: false });
}

function waitingPath(root: string, at: number): string {
  return join(root, WAITING, String(at));
}

/** Somebody put a file or a folder where the move wants to go. */
function isTaken(thrown: unknown): boolean {
  return ["EEXIST", "ENOTDIR", "EISDIR", "ENOTEMPTY"].includes(errorCode(thrown) ?? "");
}
