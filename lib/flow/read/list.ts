import { parseCursor, renderCursor } from "../../core/memory-read/cursor.ts";
import { type MemoryPath, parseMemoryPath } from "../../core/memory-read/memory-path.ts";
import { type ListInput, type ListOutput, MAX_LIST_ENTRIES } from "../../core/memory-read/tool-shapes.ts";
import { byteOrder } from "../../core/text/byte-order.ts";
import type { ConfinedRoot } from "../../edge/fs/folder-handle.ts";
import type { FolderEntry } from "../../edge/fs/list-folder.ts";
import { withListing } from "../../edge/memory-files/open-memory.ts";

/** The `list` tool: a folder's immediate children in byte order, one page. A root that does not exist is empty. */
export function listMemory(root: ConfinedRoot, input: ListInput): ListOutput {
  const path = parseMemoryPath(input.path ?? "");
  const question = ["list", path];
  const after = input.cursor === undefined ? undefined : parseCursor(question, input.cursor).path;
  const limit = Math.min(input.max_results ?? MAX_LIST_ENTRIES, MAX_LIST_ENTRIES);
  const found =
    withListing(root, path, (entries, hasOneName) => firstEntries(entries, hasOneName, after, limit + 1)) ?? [];
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const truncated = found.length > limit && last !== undefined;
  return {
    path: path.join("/"),
    entries: shown.map(({ name, kind }) => ({ path: under(path, name), entry_type: kind })),
    next_cursor: truncated ? renderCursor(question, { path: last.name, line: 0 }) : null,
    truncated,
  };
}

/** A file that has a second name, which may lie elsewhere, is left out; only those of the page are asked. */
function firstEntries(
  entries: readonly FolderEntry[],
  hasOneName: (name: string) => boolean,
  after: string | undefined,
  count: number,
): FolderEntry[] {
  const page: FolderEntry[] = [];
  for (const entry of entries.toSorted((a, b) => byteOrder(a.name, b.name))) {
    if (page.length === count) break;
    if (after !== undefined && byteOrder(entry.name, after) <= 0) continue;
    if (entry.kind === "directory" || hasOneName(entry.name)) page.push(entry);
  }
  return page;
}

function under(path: MemoryPath, name: string): string {
  return [...path, name].join("/");
}
