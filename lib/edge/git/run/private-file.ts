import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { type FaultPoint, fault } from "../../../core/fault.ts";

const PRIVATE_FILE = 0o600;
export const PRIVATE_FOLDER = 0o700;

/** Puts bytes at a path in one step, private to the user; whatever lies there, a link too, is replaced. */
export function putFile(point: FaultPoint, path: string, bytes: string | Uint8Array): void {
  fault(point, path);
  const next = `${path}.new`;
  rmSync(next, { force: true });
  writeFileSync(next, bytes, { mode: PRIVATE_FILE, flag: "wx" });
  renameSync(next, path);
}

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

/** The text of a regular file; undefined when there is none. */
export function textOf(path: string): string | undefined {
  return kindOf(path) === "file" ? readFileSync(path, "utf8") : undefined;
}

/** Whether `path` holds exactly these bytes as a regular file. */
export function holds(path: string, text: string): boolean {
  return textOf(path) === text;
}
