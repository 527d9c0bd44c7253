import { isAbsolute } from "node:path";
import { MemoriesError } from "../../lib/core/errors.ts";
import type { Environment } from "./environment.ts";

/** What bytes that are not UTF-8 read as: a file made under such a name would be another one. */
const REPLACED = "\uFFFD";
/** The systems end a path at 4,096 bytes; what the program makes inside a place needs the rest. */
const PLACE_MAX_BYTES = 3_072;
const SHOWN_CHARS = 80;

/** Returns a place that can be worked in. Throws `bad_option` for one that no file system call would find again. */
export function checkPlace(what: string, path: string): string {
  if (path.includes(REPLACED) || !path.isWellFormed())
    throw unusable(what, path.toWellFormed(), "its name is not UTF-8");
  if (path.includes("\0")) throw unusable(what, path.replaceAll("\0", "\\0"), "a path cannot hold a NUL character");
  const bytes = Buffer.byteLength(path);
  if (bytes > PLACE_MAX_BYTES)
    throw unusable(what, path, `the path is too long (${bytes} bytes, at most ${PLACE_MAX_BYTES})`);
  return path;
}

/** HOME where it is said. Throws `bad_option` for a relative one, which would mean another folder in every folder. */
export function checkedHome({ HOME }: Environment): string | undefined {
  if (HOME === undefined || HOME === "") return undefined;
  if (isAbsolute(HOME)) return HOME;
  throw new MemoriesError("bad_option", `HOME is no absolute path: ${JSON.stringify(HOME)}`, {
    hint: "set HOME to your home directory; nothing was made",
  });
}

function unusable(what: string, path: string, why: string): MemoriesError {
  const shown = path.length > SHOWN_CHARS ? `${path.slice(0, SHOWN_CHARS)}…` : path;
  return new MemoriesError("bad_option", `${what} cannot be used: ${why}: ${JSON.stringify(shown)}`, {
    hint: "give another folder; nothing was made",
  });
}
