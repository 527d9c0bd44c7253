import { lstatSync, mkdirSync, rmSync } from "node:fs";
import { type FaultPoint, fault } from "../../../core/fault.ts";
import { ownText } from "../../fs/own-file.ts";

export const PRIVATE_FOLDER = 0o700;

/** Makes a folder and its parents, private to the user. A link or file in its place is removed first. */
export function putFolder(point: FaultPoint, path: string): void {
  const found = kindOf(path);
  if (found === "folder") return;
  fault(point, path);
  if (found !== "absent") rmSync(path, { force: true });
  mkdirSync(path, { recursive: true, mode: PRIVATE_FOLDER });
}

/** Removes a file, a link (not what it names) or a folder with everything in it. */
export function removeAll(point: FaultPoint, path: string): void {
  fault(point, path);
  rmSync(path, { recursive: true, force: true });
}

/** What lies at a path itself, links not followed. */
export function kindOf(path: string): "absent" | "file" | "folder" | "link" | "other" {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return "absent";
  if (found.isDirectory()) return "folder";
  if (found.isFile()) return "file";
  return found.isSymbolicLink() ? "link" : "other";
}

/** Whether `path` holds exactly these bytes as a regular file. */
export function holds(path: string, text: string): boolean {
  return ownText(path) === text;
}
