import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fault } from "../../core/fault.ts";

/** Makes a fresh private folder for numbered contents. */
export function beginNumbered(folder: string): void {
  fault("folder.mkdir", folder);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** Puts a content into such a folder under its number. */
export function putNumbered(folder: string, number: number, bytes: Uint8Array): void {
  const path = join(folder, String(number));
  fault("folder.write", path);
  writeFileSync(path, bytes, { mode: 0o600, flag: "wx" });
}
