import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { errorCode } from "../fs/error-code.ts";

/**
 * The one name of a path, whether or not it exists: symlinks of its existing part are resolved, the rest is
 * appended as it is. Two names of one folder get the same answer, and so meet in one lock file.
 */
export function canonicalPath(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch (thrown) {
    const code = errorCode(thrown);
    if (code !== "ENOENT" && code !== "ENOTDIR") throw thrown;
    const parent = dirname(absolute);
    return parent === absolute ? absolute : join(canonicalPath(parent), basename(absolute));
  }
}
