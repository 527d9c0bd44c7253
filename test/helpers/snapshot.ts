import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** Every entry under a folder with type, mode, modification time and content, so that any touch shows. */
export function snapshot(folder: string): Record<string, string> {
  const seen: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted()) {
    const path = join(folder, name);
    const stat = lstatSync(path);
    const about = `${(stat.mode & 0o7777).toString(8)} ${stat.mtimeMs}`;
    if (stat.isSymbolicLink()) seen[name] = `link ${readlinkSync(path)}`;
    else if (stat.isFile())
      seen[name] = `file ${about} ${createHash("sha256").update(readFileSync(path)).digest("hex")}`;
    else seen[name] = `folder ${about}`;
  }
  return seen;
}
