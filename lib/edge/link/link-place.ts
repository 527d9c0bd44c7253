import { lstatSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fault } from "../../core/fault.ts";
import type { LinkPlace } from "../../core/link/plan-link.ts";
import { errorCode, isAbsent } from "../fs/error-code.ts";

/** The place by its real path, its own name not followed. Throws `ENOENT` where its folder is missing. */
export function realPlace(path: string): string {
  return join(realpathSync(dirname(path)), basename(path));
}

/** Looks at the place of a link; `root` is where it ought to lead. Writes nothing. */
export function inspectPlace(path: string, root: string): LinkPlace {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return "absent";
  return found.isSymbolicLink() && targetOf(path) === targetOf(root) ? "ours" : "something";
}

/** Makes the link; what it leads to must be there. Throws what the system says. */
export function makeLink(path: string, root: string): void {
  fault("folder.write", path);
  symlinkSync(root, path);
}

/** Removes a link, never what it leads to. */
export function removeLink(path: string): void {
  fault("folder.delete", path);
  unlinkSync(path);
}

/** A free folder name `<home>/adopted/<time>[-n]` for what is to be moved aside. */
export function freeAdoptedPath(home: string, time: string): string {
  const all = join(home, "adopted");
  fault("folder.mkdir", all);
  mkdirSync(all, { recursive: true, mode: 0o700 });
  const taken = new Set(readdirSync(all));
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? time : `${time}-${n}`;
    if (!taken.has(name)) return join(all, name);
  }
}

/** Moves a file, folder or link to a free path of the same file system. `EXDEV`: it lies on another one. */
export function moveEntry(from: string, to: string): "moved" | "other_file_system" {
  fault("folder.rename", to);
  try {
    renameSync(from, to);
    return "moved";
  } catch (thrown) {
    if (errorCode(thrown) === "EXDEV") return "other_file_system";
    throw thrown;
  }
}

/** Removes a folder that was copied whole elsewhere. */
export function removeCopied(path: string): void {
  fault("folder.delete", path);
  rmSync(path, { recursive: true, force: true });
}

/** Where a path leads; itself where it leads nowhere. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (thrown) {
    if (isAbsent(thrown) || errorCode(thrown) === "ELOOP") return path;
    throw thrown;
  }
}
