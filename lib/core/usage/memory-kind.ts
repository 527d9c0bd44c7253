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

/** The names that memory roots have in the homes of any product: ours, and the reference's two layouts. */
const ROOT_NAMES = new Set(["memories", "memories_v2"]);

/** Knows the memory root of this machine, whatever it is called. */
export interface MemoryPlaces {
  /** Where inside the root a path leads, `~` and links followed, with `/` between names; undefined outside of it. */
  insideRoot(path: string): string | undefined;
}

/**
 * The kind of memory at a path. It leads into the root of `places`; or, by its names alone, it is a file directly in a
 * folder `memories`, or anything under one of its two kept folders, in any home, Windows paths too. `within: "folder"`
 * also takes such a folder itself, for what reads all that is in it.
 */
export function memoryKindOf(path: string, within: "file" | "folder", places?: MemoryPlaces): MemoryKind | undefined {
  const inside = places?.insideRoot(path);
  if (inside !== undefined) return kindInside(plainNames(inside), within);
  const names = plainNames(path);
  for (const [index, name] of names.entries()) {
    const kind = ROOT_NAMES.has(name) ? kindInside(names.slice(index + 1), within) : undefined;
    if (kind !== undefined) return kind;
  }
  return undefined;
}

function kindInside([first = "", ...deeper]: readonly string[], within: "file" | "folder"): MemoryKind | undefined {
  const file = deeper.length === 0 && Object.hasOwn(FILES, first) ? FILES[first] : undefined;
  const inFolder = Object.hasOwn(FOLDERS, first) && (deeper.length > 0 || within === "folder");
  return file ?? (inFolder ? FOLDERS[first] : undefined);
}

/** A path's names with `.` and `..` worked out as far as the names before it are known. */
function plainNames(path: string): string[] {
  const names: string[] = [];
  for (const name of path.split(/[\\/]/)) {
    if (name === "" || name === ".") continue;
    if (name === "..") names.pop();
    else names.push(name);
  }
  return names;
}
