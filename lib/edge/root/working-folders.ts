import { accessSync, chmodSync, constants, lstatSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { reasonOf } from "../../core/errors.ts";
import { fault } from "../../core/fault.ts";
import { errorCode } from "../fs/error-code.ts";
import { namesIn } from "../fs/names-in.ts";
import { ASIDE, setAside } from "../fs/remove-tree.ts";

/** The folders of a home that hold what the program makes for itself; nothing in them is a person's. */
export const WORKING_FOLDERS = ["staging", "runs", "rejected", "quarantine", "logs", "cache"] as const;
/** Where copies of the database lie: a person may well have put a link to another disk there. */
const COPIES_FOLDER = "backups";

const PRIVATE_FOLDER = 0o700;

/**
 * Sees to it that each working folder that is there can be worked in: a link in its place is replaced by a folder, and
 * what the link names stays; permissions that are missing are given; a file, and another user's folder, is set aside.
 * Returns what was done or could not be done, in sentences.
 */
export function mendWorkingFolders(home: string): string[] {
  const copies = join(home, COPIES_FOLDER);
  const isFile = lstatSync(copies, { throwIfNoEntry: false })?.isFile() === true;
  return [
    ...WORKING_FOLDERS.flatMap((name) => mendFolder(join(home, name)) ?? []),
    ...(isFile ? [mendFolder(copies) ?? []].flat() : []),
  ];
}

/** The same for one folder; undefined when nothing had to be done. */
export function mendFolder(path: string): string | undefined {
  try {
    return mend(path);
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    return `${path} cannot be worked in: ${reasonOf(thrown)}`;
  }
}

function mend(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (found.isSymbolicLink()) {
    fault("folder.delete", path);
    rmSync(path);
    mkdirSync(path, { mode: PRIVATE_FOLDER });
    return `${path} was a link: a folder is in its place now, and what the link names is as it was`;
  }
  if (!found.isDirectory()) {
    const aside = setAside(path, "it is no folder");
    if (aside.kind !== "set_aside") return `${path} is no folder and cannot be worked in`;
    return `${path} was no folder and was set aside as ${aside.path}`;
  }
  if (mayWork(path)) return undefined;
  fault("folder.write", path);
  if (found.uid === process.getuid?.()) {
    chmodSync(path, (found.mode & 0o777) | PRIVATE_FOLDER);
    return `${path} could not be worked in: its owner may read and write it again`;
  }
  const aside = setAside(path, "it belongs to another user");
  if (aside.kind !== "set_aside") return `${path} belongs to another user (${found.uid}) and cannot be worked in`;
  return `${path} belonged to another user (${found.uid}) and was set aside as ${aside.path}`;
}

function mayWork(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch (thrown) {
    // A file system that is read-only is not made writable by permissions.
    return errorCode(thrown) !== "EACCES";
  }
}

/** What could not be removed and was set aside, by paths. */
export function listAside(home: string): string[] {
  return [home, ...WORKING_FOLDERS.map((name) => join(home, name))].flatMap((folder) =>
    namesOf(folder)
      .filter((name) => name.endsWith(ASIDE))
      .map((name) => join(folder, name)),
  );
}

/** Nothing for a folder that is closed to us or is none. */
function namesOf(folder: string): string[] {
  try {
    return lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? namesIn(folder).toSorted() : [];
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    return [];
  }
}
