import { linkSync, lstatSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../fs/error-code.ts";
import { lstatAt } from "../fs/lstat-at.ts";
import { removeTree } from "../fs/remove-tree.ts";

/** What a file system cannot do. */
export interface FileSystemTrial {
  readonly missing: readonly ("hard links" | "symbolic links" | "permissions")[];
}

/** Tries in a folder, in one of its own that goes again, what file systems differ in. Throws what the system says. */
export function tryFileSystem(folder: string): FileSystemTrial | "no_home" {
  if (lstatAt(folder) === undefined) return "no_home";
  const place = mkdtempSync(join(folder, ".try-"));
  try {
    const file = join(place, "file");
    writeFileSync(file, "", { mode: 0o600 });
    const missing: FileSystemTrial["missing"][number][] = [];
    if (!can(() => linkSync(file, join(place, "hard")))) missing.push("hard links");
    if (!can(() => symlinkSync("file", join(place, "soft")))) missing.push("symbolic links");
    if ((lstatSync(file).mode & 0o777) !== 0o600) missing.push("permissions");
    return { missing };
  } finally {
    removeTree(place);
  }
}

function can(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    return false;
  }
}
