import { closeSync, constants, existsSync, openSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { openedStraight } from "./opened-straight.ts";

/**
 * An open folder under the memory root. What is inside is reached through the open handle, never by name from the
 * top again, so that nobody can swap a folder on the way for a link to somewhere else.
 */
export interface FolderHandle {
  readonly fd: number;
  /** Path under which its children are reached. */
  readonly place: string;
}

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;
const OPEN_FOLDER = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
/** Without waiting: a pipe put in the place of a file would keep the open call forever. */
const OPEN_FILE = O_RDONLY | O_NOFOLLOW | O_NONBLOCK;
/** Where the system lends handles a path, a child's path starts from the handle. Elsewhere each opening is checked. */
const HANDLE_PATHS = existsSync("/proc/self/fd");

/** Where each root was found first: one that becomes a link later, under a server that runs for days, is not followed. */
const realRoots = new Map<string, string>();

/** Opens the memory root. It may itself be reached through links, being the user's own setting. Throws ENOENT and kin. */
export function openRootFolder(root: string): FolderHandle {
  const real = realRoots.get(root) ?? realpathSync(resolve(root));
  const folder = folderHandle(openSync(real, OPEN_FOLDER), real);
  realRoots.set(root, real);
  return folder;
}

/** Opens a folder inside a folder; a link in its place is not followed. Throws what the system says (see `codeOf`). */
export function openFolderIn(parent: FolderHandle, name: string): FolderHandle {
  const path = childPath(parent, name);
  const fd = openSync(path, OPEN_FOLDER);
  return folderHandle(checked(fd, path), path);
}

/** Opens a file for reading; links are not followed, pipes are not waited for. What it is, its handle must tell. */
export function openFileIn(parent: FolderHandle, name: string): number {
  const path = childPath(parent, name);
  return checked(openSync(path, OPEN_FILE), path);
}

/** Whether what was seen at the folder's place was the folder: always so where handles have paths. */
export function isInPlace(folder: FolderHandle): boolean {
  return HANDLE_PATHS || openedStraight(folder.fd, folder.place);
}

export function closeFolder(folder: FolderHandle): void {
  closeSync(folder.fd);
}

/** The path by which the system reaches a child of an open folder. */
export function childPath(parent: FolderHandle, name: string): string {
  return `${parent.place}/${name}`;
}

/** The system's name for a failure, such as `ENOENT`. */
export function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : undefined;
}

function folderHandle(fd: number, path: string): FolderHandle {
  return { fd, place: HANDLE_PATHS ? `/proc/self/fd/${fd}` : path };
}

function checked(fd: number, path: string): number {
  if (HANDLE_PATHS || openedStraight(fd, path)) return fd;
  closeSync(fd);
  throw Object.assign(new Error(`a link is on the way: ${path}`), { code: "ELOOP" });
}
