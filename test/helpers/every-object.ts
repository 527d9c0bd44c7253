import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { PERSON } from "./git-root.ts";

/**
 * The files under a folder, `.git` included, in which some bytes stand: as they are, inflated as a loose object,
 * or inside any object that git can name, packed ones included.
 */
export function whereIs(folder: string, needle: string): string[] {
  const found: string[] = [];
  for (const name of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const path = join(name.parentPath, name.name);
    const bytes = readFileSync(path);
    if (bytes.includes(needle) || inflated(bytes).includes(needle)) found.push(path);
  }
  const args = ["cat-file", "--batch-all-objects", "--unordered", "--batch"];
  const all = spawnSync("git", args, { cwd: folder, env: PERSON, maxBuffer: 1 << 30 });
  if (all.stdout.includes(needle)) found.push("an object of git");
  return found;
}

function inflated(bytes: Buffer): Buffer {
  try {
    return inflateSync(bytes);
  } catch {
    return bytes;
  }
}
