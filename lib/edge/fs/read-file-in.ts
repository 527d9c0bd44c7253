import { closeSync, fstatSync, readSync } from "node:fs";
import { type FolderHandle, openFileIn } from "./folder-handle.ts";

/** Larger files are not memory that anybody reads; they are refused instead of filling the process. */
export const MAX_FILE_BYTES = 256 * 1024 * 1024;

/** What a file may be to be read: by default with one link only, and at most `MAX_FILE_BYTES`. */
export interface FileBounds {
  /** `any` where it is not shown to anybody: a second name may be that of a foreign file. */
  readonly links?: "one" | "any";
  readonly maxBytes?: number;
}

export type FileRefusal = "not_a_file" | "several_links" | "too_large";

/** Grows with the largest file seen; a search over ten thousand small files allocates once. */
let shared = Buffer.allocUnsafe(1024 * 1024);

/**
 * The bytes of a regular file in an open folder, judged and read by the opened handle. The bytes are valid until the
 * next call. Throws what the system says when it cannot be opened or read.
 */
export function readFileIn(folder: FolderHandle, name: string, bounds: FileBounds = {}): Buffer | FileRefusal {
  const fd = openFileIn(folder, name, "read");
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return "not_a_file";
    if (stat.nlink !== 1 && bounds.links !== "any") return "several_links";
    if (stat.size > (bounds.maxBytes ?? MAX_FILE_BYTES)) return "too_large";
    return readAll(fd, stat.size);
  } finally {
    closeSync(fd);
  }
}

/** Reads what the file held when its size was asked for, and what one more read of a grown one brings. */
function readAll(fd: number, size: number): Buffer {
  if (shared.length <= size) shared = Buffer.allocUnsafe(Math.min(size * 2, MAX_FILE_BYTES) + 1);
  let length = 0;
  for (;;) {
    const read = readSync(fd, shared, length, shared.length - length, null);
    length += read;
    if (read === 0 || length >= size) return shared.subarray(0, length);
  }
}
