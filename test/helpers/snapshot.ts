import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** Every entry under a folder with type, mode, modification time and content, so that any touch shows. */
export function snapshot(folder: string): Record<string, string> {
  const seen: Record<string, string> = {};
  for (const name of namesUnder(folder)) {
    const path = join(folder, name);
    const stat = lstatSync(path);
    const about = `${(stat.mode & 0o7777).toString(8)} ${stat.mtimeMs}`;
    if (stat.isSymbolicLink()) seen[name] = `link ${readlinkSync(path)}`;
    else if (stat.isFile())
      seen[name] = `file ${about} ${createHash("sha256").update(readFileSync(path)).digest("hex")}`;
    else if (stat.isDirectory()) seen[name] = `folder ${about}`;
    else seen[name] = `other ${about}`;
  }
  return seen;
}

/** Names at any depth. Reading a folder recursively would follow the links in it. */
function namesUnder(folder: string, below = ""): string[] {
  return readdirSync(join(folder, below))
    .toSorted()
    .flatMap((name) => {
      const path = join(below, name);
      return lstatSync(join(folder, path)).isDirectory() ? [path, ...namesUnder(folder, path)] : [path];
    });
}
