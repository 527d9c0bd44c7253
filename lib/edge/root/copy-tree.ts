import { closeSync, mkdirSync, readlinkSync, symlinkSync } from "node:fs";
import { posix } from "node:path";
import { fault } from "../../core/fault.ts";
import type { ListedFile } from "../../core/tree/listed-file.ts";
import { pathUnder } from "../../core/tree/path-bytes.ts";
import { copyOpenFile } from "../fs/copy-open-file.ts";
import { errorCode } from "../fs/error-code.ts";
import { folderCursor } from "../fs/folder-cursor.ts";
import { type ConfinedRoot, childPath, type FolderHandle, openFileIn } from "../fs/folder-handle.ts";

/** So many files are copied before others get a turn; a heartbeat may be due. */
const FILES_A_TURN = 500;

/**
 * Copies listed files into a new private folder, byte for byte: links as links, of permissions only the execute
 * bit. What is neither file nor link, and what vanishes meanwhile, is left out; nothing is read through a link that
 * was put on the way since the listing. Clones blocks where it can.
 */
export async function copyTree(from: ConfinedRoot, to: string, files: readonly ListedFile[]): Promise<void> {
  fault("folder.copy", to);
  mkdirSync(to, { recursive: true, mode: 0o700 });
  const made = new Set<string>(["."]);
  const cursor = folderCursor(from);
  try {
    for (const [at, file] of files.entries()) {
      if (at % FILES_A_TURN === FILES_A_TURN - 1) await new Promise((resolve) => setTimeout(resolve, 0));
      if (file.kind === "other") continue;
      const folder = posix.dirname(file.path);
      if (!made.has(folder)) mkdirSync(pathUnder(to, folder), { recursive: true, mode: 0o700 });
      made.add(folder);
      try {
        cursor.at(file.path, (parent, name) => copyEntry(parent, name, pathUnder(to, file.path), file));
      } catch (thrown) {
        if (!hasVanished(thrown)) throw thrown;
      }
    }
  } finally {
    cursor.close();
  }
}

function copyEntry(parent: FolderHandle, name: string, to: string | Buffer, file: ListedFile): void {
  if (file.kind === "link") {
    symlinkSync(readlinkSync(childPath(parent, name), { encoding: "buffer" }), to);
    return;
  }
  const source = openFileIn(parent, name, "read");
  try {
    copyOpenFile(source, parent.reach, to, file.executable ? 0o700 : 0o600);
  } finally {
    closeSync(source);
  }
}

/** It vanished, or what leads to it was replaced by a file or a link. */
function hasVanished(thrown: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "ELOOP", "EINVAL"].includes(errorCode(thrown) ?? "");
}
