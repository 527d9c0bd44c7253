/** The kinds of memory that usage is told apart by. */
export const MEMORY_KINDS = ["memory_md", "memory_summary", "raw_memories", "rollout_summaries", "skills"] as const;
export type MemoryKind = (typeof MEMORY_KINDS)[number];

const FILES: Readonly<Record<string, MemoryKind>> = {
  "MEMORY.md": "memory_md",
  "memory_summary.md": "memory_summary",
  "raw_memories.md": "raw_memories",
};
const FOLDERS: Readonly<Record<string, MemoryKind>> = {
  rollout_summaries: "rollout_summaries",
  skills: "skills",
};

/** The folder name that every memory root has on its paths. */
const ROOT_NAME = "memories";

/**
 * The kind of memory at a path, by its names alone: a file directly in a folder `memories`, or anything under one of
 * its two kept folders. `within: "folder"` also takes such a folder itself, for what reads all that is in it.
 */
export function memoryKindOf(path: string, within: "file" | "folder"): MemoryKind | undefined {
  const names = plainNames(path);
  for (const [index, name] of names.entries()) {
    if (name !== ROOT_NAME) continue;
    const [first = "", ...deeper] = names.slice(index + 1);
    const file = deeper.length === 0 && Object.hasOwn(FILES, first) ? FILES[first] : undefined;
    const inFolder = Object.hasOwn(FOLDERS, first) && (deeper.length > 0 || within === "folder");
    const kind = file ?? (inFolder ? FOLDERS[first] : undefined);
    if (kind !== undefined) return kind;
  }
  return undefined;
}

/** A path's names with `.` and `..` worked out as far as the names before it are known. */
function plainNames(path: string): string[] {
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "" || name === ".") continue;
    if (name === "..") names.pop();
    else names.push(name);
  }
  return names;
}
