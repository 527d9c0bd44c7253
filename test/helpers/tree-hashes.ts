import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What must not change when a folder is only read: each path in it with its bytes, time of change and mode. */
export function treeHashes(folder: string): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const name of ["", ...readdirSync(folder, { recursive: true, encoding: "utf8" })]) {
    const path = join(folder, name);
    const stat = lstatSync(path);
    const bytes = stat.isFile() ? createHash("sha256").update(readFileSync(path)).digest("hex") : "";
    hashes[name] = [stat.mode, stat.size, stat.mtimeMs, stat.ctimeMs, stat.ino, bytes].join(" ");
  }
  return hashes;
}
