import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** A file and its text; bytes that are no UTF-8 read as U+FFFD. */
export interface TextFile {
  /** Relative to the folder that was looked through, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Every regular file under a folder, in path order; links are not followed, an absent folder has none. */
export function* textsUnder(folder: string): Generator<TextFile> {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();
  for (const path of names) {
    const text = textOf(join(folder, path));
    if (text !== undefined) yield { path, text };
  }
}

/** The text of one regular file; undefined when there is none. */
export function textOf(path: string): string | undefined {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
    if (code === "ENOENT" || code === "ELOOP" || code === "ENOTDIR" || code === "ENXIO") return undefined;
    throw thrown;
  }
  try {
    return fstatSync(fd).isFile() ? readFileSync(fd, "utf8") : undefined;
  } finally {
    closeSync(fd);
  }
}
