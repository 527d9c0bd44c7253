import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { MemoriesError } from "../../core/errors.ts";
import { errorCode } from "../fs/error-code.ts";

/** So many entries are looked at in half a second or two; a folder with more is not one to be shown whole. */
const MAX_ENTRIES = 200_000;

/**
 * The Unix sockets at or under a path, links not followed: through each of them a confined program could have work
 * done outside. What cannot be read cannot be reached either. Throws `bad_option` for a folder too large to be searched.
 */
export function socketsUnder(path: string): string[] {
  const sockets: string[] = [];
  const pending = [path];
  let entries = 0;
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const found = lstatSync(at, { throwIfNoEntry: false });
    if (found?.isSocket()) sockets.push(at);
    if (!found?.isDirectory()) continue;
    for (const entry of entriesIn(at)) {
      entries += 1;
      if (entry.isDirectory() || entry.isSocket()) pending.push(join(at, entry.name));
    }
    if (entries > MAX_ENTRIES) {
      throw new MemoriesError(
        "bad_option",
        `${path} holds more than ${MAX_ENTRIES} files, too many to show a command`,
        {
          hint: "name the folder that the command needs with --ro PATH, or pass --unconfined",
        },
      );
    }
  }
  return sockets;
}

function entriesIn(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (thrown) {
    if (errorCode(thrown) === undefined) throw thrown;
    return [];
  }
}
