import { parseCursor, renderCursor } from "../../core/memory-read/cursor.ts";
import { type MemoryPath, parseMemoryPath } from "../../core/memory-read/memory-path.ts";
import { type ListInput, type ListOutput, MAX_LIST_ENTRIES } from "../../core/memory-read/tool-shapes.ts";
import { byteOrder } from "../../core/text/byte-order.ts";
import type { FolderHandle } from "../../edge/memory-files/folder-handle.ts";
import { type FolderEntry, hasOneName, listFolder } from "../../edge/memory-files/list-folder.ts";
import { withFolder } from "../../edge/memory-files/open-memory.ts";

/** The `list` tool: a folder's immediate children in byte order, one page. A root that does not exist is empty. */
export function listMemory(root: string, input: ListInput): ListOutput {
  const path = parseMemoryPath(input.path ?? "");
  const question = ["list", path];
  const after = input.cursor === undefined ? undefined : parseCursor(question, input.cursor).path;
  const limit = Math.min(input.max_results ?? MAX_LIST_ENTRIES, MAX_LIST_ENTRIES);
  const found = withFolder(root, path, (folder) => firstEntries(folder, after, limit + 1)) ?? [];
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

function firstEntries(folder: FolderHandle, after: string | undefined, count: number): FolderEntry[] {
  const entries = listFolder(folder).sort((a, b) => byteOrder(a.name, b.name));
  const page: FolderEntry[] = [];
  for (const entry of entries) {
    if (page.length === count) break;
    if (after !== undefined && byteOrder(entry.name, after) <= 0) continue;
    if (entry.kind === "directory" || hasOneName(folder, entry.name)) page.push(entry);
  }
  return page;
}

function under(path: MemoryPath, name: string): string {
  return [...path, name].join("/");
}
