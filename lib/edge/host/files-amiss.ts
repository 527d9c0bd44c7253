import { accessSync, constants, statSync } from "node:fs";
import { join } from "node:path";
import { errorCode } from "../fs/error-code.ts";
import { namesIn } from "../fs/names-in.ts";

/** What is wrong with files that are to be this user's own; absent ones are fine. Follows links. */
export function filesAmiss(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return [];
    if (!found.isFile()) return [`${path} is no regular file`];
    const user = process.getuid?.();
    if (user !== undefined && user !== found.uid && user !== 0) return [`${path} belongs to another user`];
    if (!mayUse(path)) return [`${path} cannot be read and written`];
    return (found.mode & 0o022) === 0 ? [] : [`${path} can be written by other users`];
  });
}

function mayUse(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    return false;
  }
}

/** What the database's own files end with. */
const OWN_ENDS = ["", "-wal", "-shm", "-journal"];

/** Files of a home that are named after the database and are none of its own: what somebody or something copied. */
export function copiesOfDatabase(home: string): string[] {
  const own = new Set(OWN_ENDS.map((end) => `memories.db${end}`));
  return namesIn(home)
    .filter((name) => name.startsWith("memories.db") && !own.has(name))
    .toSorted()
    .map((name) => join(home, name));
}
