import { MemoriesError } from "../../core/errors.ts";
import { errorCode } from "./error-code.ts";
import type { ConfinedRoot, FolderHandle } from "./folder-handle.ts";
import { insideFolder } from "./inside-folder.ts";
import { readFileIn } from "./read-file-in.ts";
import { walkFiles } from "./walk-files.ts";

/** A file and its text; bytes that are no UTF-8 read as U+FFFD. */
export interface TextFile {
  /** Relative to the root that was looked through, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** What a place looks like where there is no such file, or not any more. */
const NO_FILE = ["ENOENT", "ELOOP", "ENOTDIR", "ENXIO"];

/**
 * Every regular file under a folder of a root, hidden ones too, in the byte order of their paths; links are not
 * followed, an absent folder has none. Throws what the system says of a folder or file that is closed to us, which may
 * hold anything, and `io_failed` for a file too large to be held.
 */
export function textsUnder(root: ConfinedRoot, folder: string): TextFile[] {
  const files: TextFile[] = [];
  unlessNone(() =>
    walkFiles(root, folder.split("/"), {
      isWanted: () => true,
      skip: () => false,
      blocked: (thrown) => {
        if (!NO_FILE.includes(errorCode(thrown) ?? "")) throw thrown;
      },
      visit: (path, parent, name) => {
        const text = textIn(parent, name);
        if (text !== undefined) files.push({ path, text });
        return "go_on";
      },
    }),
  );
  return files;
}

/** The text of one regular file below a root; undefined when there is none. Links are not followed. */
export function textAt(root: ConfinedRoot, path: string): string | undefined {
  const names = path.split("/");
  const name = names.pop() ?? "";
  return unlessNone(() => insideFolder(root, names, (parent) => textIn(parent, name)));
}

function textIn(folder: FolderHandle, name: string): string | undefined {
  return unlessNone(() => {
    const bytes = readFileIn(folder, name, { links: "any" });
    if (bytes === "too_large") throw new MemoriesError("io_failed", `${name} is too large to be searched`);
    return typeof bytes === "string" ? undefined : bytes.toString("utf8");
  });
}

function unlessNone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (thrown) {
    if (NO_FILE.includes(errorCode(thrown) ?? "")) return undefined;
    throw thrown;
  }
}
