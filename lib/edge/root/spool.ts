import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fault } from "../../core/fault.ts";
import { removeTree } from "../fs/remove-tree.ts";

/** Makes a fresh private folder for numbered contents. */
export function beginSpool(folder: string): void {
  fault("folder.mkdir", folder);
  removeTree(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** Where such a folder has the content of a number. */
export function spoolPath(folder: string, number: number): string {
  return join(folder, String(number));
}

/** Puts a content into such a folder under its number. */
export function spoolContent(folder: string, number: number, bytes: Uint8Array): void {
  const path = spoolPath(folder, number);
  fault("folder.write", path);
  writeFileSync(path, bytes, { mode: 0o600, flag: "wx" });
}

/** Puts a further piece to the end of a content. */
export function appendToSpool(folder: string, number: number, piece: Uint8Array | string): void {
  const path = spoolPath(folder, number);
  fault("folder.write", path);
  appendFileSync(path, piece, { mode: 0o600 });
}

/** Removes such a folder. */
export function endSpool(folder: string): void {
  fault("folder.delete", folder);
  removeTree(folder);
}
