import { NO_MEMORY } from "../consolidate/paths.ts";
import { MemoriesError } from "../errors.ts";

/** A path inside the memory root: its names, from the root down. Empty: the root itself. */
export type MemoryPath = readonly string[];

/**
 * Reads a path relative to the memory root, as tools and citations give it; `""` and `.` are the root. Throws
 * `bad_input` for absolute paths, `..`, NUL and hidden names: nothing outside the root can be named.
 */
export function parseMemoryPath(path: string): MemoryPath {
  const refuse = (why: string) => new MemoriesError("bad_input", `path refused, ${why}: ${JSON.stringify(path)}`);
  if (path.includes("\0")) throw refuse("it holds a NUL character");
  if (path.startsWith("/")) throw refuse("it is not relative to the memory root");
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  if (names.includes("..")) throw refuse("it leaves the memory root");
  if (names.some(isHidden)) throw refuse("hidden entries are not memory");
  return names;
}

/** Names that are neither listed nor read: `.git` first of all, and what lies there only while a consolidation runs. */
export function isHidden(name: string): boolean {
  return name.startsWith(".") || NO_MEMORY.has(name);
}
