import { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, readdirSync, type Stats } from "node:fs";
import { join } from "node:path";
import { Refusal } from "./refusal.ts";

/**
 * Paths below a folder, walked one name at a time on open handles, so that no link on the way is followed
 * and a swap in between gains nothing. Linux names the child of an open folder through `/proc/self/fd`;
 * elsewhere the plain path stands in, with the same refusal of links at each name.
 */
const THROUGH_HANDLES = process.platform === "linux";
const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

/** A folder that is open, and where it lies. */
interface OpenFolder {
  readonly handle: number;
  readonly path: string;
}

/** A name in an open folder, as a path that system calls take while the folder is open. */
export interface Place {
  readonly path: string;
  /** The entry itself, links not followed; undefined when there is none. */
  readonly found: Stats | undefined;
}

/**
 * Opens the folder that holds `path` (relative, normalised, not empty), and gives `work` the place of its last
 * name. A link or a file on the way is ENOTDIR, ELOOP or ENOENT. With `make` missing folders are made, 0700.
 */
export function atPlace<T>(root: string, path: string, work: (place: Place) => T, missing: Missing = "expect"): T {
  const parts = path.split("/");
  const name = parts.pop() ?? "";
  return inFolder(root, parts, missing, (folder) => {
    const place = childPath(folder, name);
    return work({ path: place, found: lstatSync(place, { throwIfNoEntry: false }) });
  });
}

/** The names in a folder (empty `path`: the root) that are no links, each with what it is; in no certain order. */
export function listFolder(root: string, path: string): { readonly name: string; readonly found: Stats }[] {
  return inFolder(root, path === "" ? [] : path.split("/"), "expect", (folder) =>
    readdirSync(THROUGH_HANDLES ? `/proc/self/fd/${folder.handle}` : folder.path).flatMap((name) => {
      // A name that is not UTF-8 reads as another one, which is not there.
      const found = lstatSync(childPath(folder, name), { throwIfNoEntry: false });
      return found === undefined || found.isSymbolicLink() ? [] : [{ name, found }];
    }),
  );
}

/** What to do about a folder on the way that is not there. */
type Missing = "make" | "expect";

function inFolder<T>(root: string, parts: readonly string[], missing: Missing, work: (folder: OpenFolder) => T): T {
  let folder: OpenFolder = { handle: openSync(root, FOLDER), path: root };
  try {
    for (const part of parts) folder = stepInto(folder, part, missing);
    return work(folder);
  } finally {
    closeSync(folder.handle);
  }
}

/** Opens a regular file for reading or, with `write`, for replacing its content, and checks what was opened. */
export function openRegular(place: Place, shown: string, access: "read" | "write"): number {
  const flags = access === "read" ? constants.O_RDONLY : constants.O_WRONLY | constants.O_CREAT;
  if (place.found !== undefined) refuseOther(place.found, shown);
  const handle = openSync(place.path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o600);
  try {
    refuseOther(fstatSync(handle), shown);
  } catch (thrown) {
    closeSync(handle);
    throw thrown;
  }
  return handle;
}

/** A file with a second name may be somebody else's file, whose bytes a write would change. */
function refuseOther(found: Stats, shown: string): void {
  const what = JSON.stringify(shown);
  if (found.isDirectory()) throw new Refusal(`${what}: is a folder`);
  if (found.isSymbolicLink()) throw new Refusal(`${what}: is a link, and links are not followed`);
  if (!found.isFile()) throw new Refusal(`${what}: is not a regular file`);
  if (found.nlink > 1) throw new Refusal(`${what}: has a second name elsewhere`);
}

function stepInto(folder: OpenFolder, part: string, missing: Missing): OpenFolder {
  const path = childPath(folder, part);
  if (missing === "make" && lstatSync(path, { throwIfNoEntry: false }) === undefined) mkdirSync(path, 0o700);
  const handle = openSync(path, FOLDER);
  closeSync(folder.handle);
  return { handle, path: join(folder.path, part) };
}

function childPath(folder: OpenFolder, name: string): string {
  return THROUGH_HANDLES ? `/proc/self/fd/${folder.handle}/${name}` : join(folder.path, name);
}
