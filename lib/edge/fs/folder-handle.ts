import { closeSync, constants, existsSync, openSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { pathUnder } from "../../core/tree/path-bytes.ts";
import { openedStraight } from "./opened-straight.ts";

/**
 * How the children of an open folder are reached. `by_handle`: by a path that starts from the handle, where the system
 * lends handles paths. `by_path`: by the folder's own path, and each opening is checked against it afterwards.
 */
export type Reach = "by_handle" | "by_path";

/** What this system allows. */
export const SYSTEM_REACH: Reach = existsSync("/proc/self/fd") ? "by_handle" : "by_path";

/** A folder whose content is reached without following a link in it: its path, or with how children are reached. */
export type ConfinedRoot = string | { readonly path: string; readonly reach: Reach };

/**
 * An open folder under a confined root. What is inside is reached through it, never by name from the top again, so
 * that nobody can swap a folder on the way for a link to somewhere else.
 */
export interface FolderHandle {
  readonly fd: number;
  readonly reach: Reach;
  /** Path under which its children are reached (see `path-bytes.ts` for names that are not UTF-8). */
  readonly place: string;
}

/** What a file is opened for: its bytes, its bytes replaced (and the file made), or a file made that was not there. */
export type FileUse = "read" | "replace" | "create";

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;
const OPEN_FOLDER = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
/** Without waiting: a pipe put in the place of a file would keep the open call forever. */
const OPEN_FILE: Readonly<Record<FileUse, number>> = {
  read: O_RDONLY | O_NOFOLLOW | O_NONBLOCK,
  replace: O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK,
  create: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
};
const PRIVATE_FILE = 0o600;

/** Where each root was found first: one that becomes a link later, under a server that runs for days, is not followed. */
const realRoots = new Map<string, string>();

/** Opens a confined root. It may itself be reached through links, being the user's own setting. Throws ENOENT and kin. */
export function openRootFolder(root: ConfinedRoot): FolderHandle {
  const { path, reach } = typeof root === "string" ? { path: root, reach: SYSTEM_REACH } : root;
  const real = realRoots.get(path) ?? realpathSync(resolve(path));
  const folder = folderHandle(openSync(real, OPEN_FOLDER), real, reach);
  realRoots.set(path, real);
  return folder;
}

/** Opens a folder inside a folder; a link in its place is not followed. Throws what the system says. */
export function openFolderIn(parent: FolderHandle, name: string): FolderHandle {
  const fd = checked(openSync(childPath(parent, name), OPEN_FOLDER), parent, name);
  return folderHandle(fd, `${parent.place}/${name}`, parent.reach);
}

/**
 * Opens a file in a folder, one that is made private to the user; links are not followed, pipes are not waited for.
 * What it is, its handle must tell. Throws what the system says.
 */
export function openFileIn(parent: FolderHandle, name: string, use: FileUse): number {
  if (use !== "read") requireInPlace(parent);
  return checked(openSync(childPath(parent, name), OPEN_FILE[use], PRIVATE_FILE), parent, name);
}

/** Whether what is seen at the folder's place is the folder: always so where handles have paths. */
export function isInPlace(folder: FolderHandle): boolean {
  return folder.reach === "by_handle" || openedStraight(folder.fd, folder.place);
}

/** To be asked before anything is made, moved or removed in a folder. Throws ELOOP when another one is in its place. */
export function requireInPlace(folder: FolderHandle): void {
  if (!isInPlace(folder)) throw linkOnTheWay(folder.place);
}

export function closeFolder(folder: FolderHandle): void {
  closeSync(folder.fd);
}

/** The path by which the system reaches a child of an open folder. */
export function childPath(parent: FolderHandle, name: string): string | Buffer {
  return pathUnder(parent.place, name);
}

function folderHandle(fd: number, path: string, reach: Reach): FolderHandle {
  return { fd, reach, place: reach === "by_handle" ? `/proc/self/fd/${fd}` : path };
}

function checked(fd: number, parent: FolderHandle, name: string): number {
  const path = `${parent.place}/${name}`;
  if (parent.reach === "by_handle" || openedStraight(fd, path)) return fd;
  closeSync(fd);
  throw linkOnTheWay(path);
}

function linkOnTheWay(path: string): Error {
  return Object.assign(new Error(`a link is on the way: ${path.toWellFormed()}`), { code: "ELOOP" });
}
