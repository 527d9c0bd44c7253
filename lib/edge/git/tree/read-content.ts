import { isUtf8 } from "node:buffer";
import { createHash, type Hash } from "node:crypto";
import { closeSync, fstatSync, readlinkSync, readSync } from "node:fs";
import { type FileStamp, sameStamp } from "../../../core/tree/listed-file.ts";
import { childPath, type FolderHandle, openFileIn } from "../../fs/folder-handle.ts";
import { lstatOf } from "../../fs/list-folder.ts";

/** The content of a file, or of a link its target, with the identity git gives it. */
export interface Content {
  readonly kind: "file" | "link";
  readonly executable: boolean;
  readonly id: string;
  readonly size: number;
  /** No UTF-8 text. */
  readonly binary: boolean;
  /** Undefined for a content too large to be held; it must be read once more to be stored. */
  readonly bytes: Uint8Array | undefined;
  /** Undefined when the file was written to while it was read. */
  readonly stamp: FileStamp | undefined;
}

/** Larger files are read in blocks and taken as binary: no one reads a diff of them. */
const HELD_MAX_BYTES = 64 * 1024 * 1024;
const BLOCK_BYTES = 1024 * 1024;

/** Reads a file or link of an open folder, not following it. Undefined when there is no such thing any more. */
export function readContent(folder: FolderHandle, name: string): Content | undefined {
  const before = lstatOf(folder, name);
  if (before?.isSymbolicLink()) return readLink(folder, name);
  return before?.isFile() ? readFile(folder, name) : undefined;
}

function readLink(folder: FolderHandle, name: string): Content | undefined {
  const before = lstatOf(folder, name);
  if (before === undefined || !before.isSymbolicLink()) return undefined;
  const bytes = readlinkSync(childPath(folder, name), "buffer");
  const id = blobHash(bytes.length).update(bytes).digest("hex");
  const rest = { id, size: bytes.length, binary: !isUtf8(bytes), bytes, stamp: stampOf(before) };
  return { kind: "link", executable: false, ...rest };
}

function readFile(folder: FolderHandle, name: string): Content | undefined {
  const fd = openFileIn(folder, name, "read");
  try {
    const before = fstatSync(fd);
    if (!before.isFile()) return undefined;
    const { size } = before;
    const hash = blobHash(size);
    const held = size <= HELD_MAX_BYTES ? Buffer.allocUnsafe(size) : undefined;
    const block = held ?? Buffer.allocUnsafe(BLOCK_BYTES);
    let done = 0;
    while (done < size) {
      const got = readSync(fd, block, held === undefined ? 0 : done, Math.min(BLOCK_BYTES, size - done), null);
      if (got === 0) break;
      hash.update(held === undefined ? block.subarray(0, got) : held.subarray(done, done + got));
      done += got;
    }
    const after = fstatSync(fd);
    const executable = (after.mode & 0o100) !== 0;
    const same = done === size && sameStamp(stampOf(before), stampOf(after));
    // Cut short while it was read: what is there now is the content, hashed again under its own length.
    const bytes = held?.subarray(0, done);
    const id = done === size || bytes === undefined ? hash.digest("hex") : blobHash(done).update(bytes).digest("hex");
    const binary = bytes === undefined || !isUtf8(bytes);
    return { kind: "file", executable, id, size: done, binary, bytes, stamp: same ? stampOf(after) : undefined };
  } finally {
    closeSync(fd);
  }
}

/** A hash begun as git begins it for a content of that many bytes. */
function blobHash(size: number): Hash {
  return createHash("sha1").update(`blob ${size}\0`);
}

function stampOf(found: { size: number; mtimeMs: number; ctimeMs: number; ino: number }): FileStamp {
  const { size, mtimeMs, ctimeMs, ino } = found;
  return { size, mtimeMs, ctimeMs, ino };
}
