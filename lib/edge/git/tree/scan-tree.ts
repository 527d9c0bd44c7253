import { setTimeout as sleep } from "node:timers/promises";
import type { Scan, ScannedFile } from "../../../core/diff/scan.ts";
import { MemoriesError, reasonOf } from "../../../core/errors.ts";
import { type FileStamp, type FoundFile, hasMode, type ListedFile, sameStamp } from "../../../core/tree/listed-file.ts";
import { errorCode } from "../../fs/error-code.ts";
import { type FolderCursor, folderCursor } from "../../fs/folder-cursor.ts";
import type { Workspace } from "../baseline/workspace.ts";
import type { Content } from "./read-content.ts";
import { keepContent } from "./store-contents.ts";

/**
 * The coarsest step of a file system's clock. A file is read only when its last change is longer ago: were it
 * written to again within the same step, its stamp would not show it, and the memo would lie for ever.
 */
const CLOCK_STEP_MS = 20;
/** A little longer, for the clock counts whole milliseconds. */
const WAIT_MS = CLOCK_STEP_MS + 5;
/** Further ahead than this no local clock can be. */
const AHEAD_MS = 1_000;
/** How often a file is read again that is written to meanwhile. */
const ATTEMPTS = 20;

/** A look at `dir` while it is listed. */
export interface TreeScan {
  /** Takes a file that is as it is in the memo; false for any other, which is to be listed. */
  take(path: string, found: FoundFile): boolean;
  /** The tree of what was taken, and of the rest of the listing as `scanTree` makes it. */
  finish(files: readonly ListedFile[]): Promise<Scan>;
}

/** Begins a look that spends next to nothing on what is as it is in `memo`. */
export function beginScan(workspace: Workspace, dir: string, memo: Scan = workspace.memo): TreeScan {
  const taken: string[] = [];
  return {
    take: (path, found) => {
      const known = memo.get(path);
      if (known?.stamp === undefined || !sameStamp(known.stamp, found) || !hasMode(found.mode, known)) return false;
      if (!isAtHand(workspace, memo, known)) return false;
      taken.push(path);
      return true;
    },
    finish: async (files) => {
      if (files.length === 0 && taken.length === memo.size) return memo;
      const rest = await scanTree(workspace, dir, files, memo);
      const tree = new Map(rest);
      for (const path of taken) {
        const known = memo.get(path);
        if (known !== undefined) tree.set(path, known);
      }
      return tree;
    },
  };
}

/** A memo of other times may know contents that no store has any more. */
function isAtHand({ baseline, contents }: Workspace, memo: Scan, known: ScannedFile): boolean {
  return memo === baseline || contents.isStored(known.id);
}

/**
 * The tree that a listing of `dir` (the root or a copy of it) shows. Files that have the stamp they have in
 * `memo` are not read. Contents that neither baseline nor scratch has yet are kept, so that what is compared
 * later is what was seen now, whatever happens to the files. Files that vanish are left out.
 * Throws `io_failed` naming a file that cannot be read.
 */
export async function scanTree(
  workspace: Workspace,
  dir: string,
  files: readonly ListedFile[],
  memo: Scan = workspace.memo,
): Promise<Scan> {
  const tree = new Map<string, ScannedFile>();
  const fresh: string[] = [];
  const cursor = folderCursor(dir);
  let reader: Reader | undefined;
  const take = (path: string, content: Content) => {
    const { kind, id, size, executable, stamp } = content;
    tree.set(path, { kind, id, size, executable, stamp });
    keepContent(workspace, dir, path, content);
  };
  try {
    for (const file of files) {
      const { path, kind, executable, stamp } = file;
      const known = memo.get(path);
      if (kind === "other") {
        tree.set(path, { kind, id: "", size: stamp.size, executable: false, stamp: undefined });
      } else if (known !== undefined && isUnchanged(known, file) && isAtHand(workspace, memo, known)) {
        tree.set(path, known.executable === executable ? known : { ...known, executable });
      } else {
        reader ??= await loadReader(dir, cursor);
        const read = isOver(stamp, Date.now()) ? readOnce(reader, path) : "again";
        if (read === "again" || read.isLoose) fresh.push(path);
        else if (read.content !== undefined) take(path, read.content);
      }
    }
    if (fresh.length > 0) await sleep(WAIT_MS);
    for (const path of fresh) {
      const content = await readSettled(await loadReader(dir, cursor), dir, path);
      if (content !== undefined) take(path, content);
    }
  } finally {
    cursor.close();
  }
  return tree;
}

function isUnchanged(known: ScannedFile, { kind, stamp }: ListedFile): boolean {
  return known.stamp !== undefined && known.kind === kind && sameStamp(known.stamp, stamp);
}

/** Reads the file at a path now; undefined when it is gone, or turned into something else, in this very moment. */
type Reader = (path: string) => Content | undefined;

/** It brings the hashes along, which take milliseconds to load: a look at what is known already has no use for them. */
async function loadReader(dir: string, cursor: FolderCursor): Promise<Reader> {
  const { readContent } = await import("./read-content.ts");
  return (path) => {
    try {
      return cursor.at(path, readContent);
    } catch (thrown) {
      const code = errorCode(thrown);
      if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") return undefined;
      const where = `${dir}/${path}`.toWellFormed();
      throw new MemoriesError("io_failed", `cannot read ${where}: ${reasonOf(thrown)}`, { cause: thrown });
    }
  };
}

/** Reads a file until it holds still; one that never does is taken as it was read last, without a stamp. */
async function readSettled(reader: Reader, dir: string, path: string): Promise<Content | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const { content, isLoose } = readOnce(reader, path);
    if (!isLoose) return content;
    if (attempt >= ATTEMPTS) {
      if (content?.bytes !== undefined) return content;
      throw new MemoriesError("io_failed", `${dir}/${path} is written to all the time and cannot be read as a whole`);
    }
    await sleep(WAIT_MS);
  }
}

/** What was read; loose: another read may tell more. The stamp is left out unless the next write must change it. */
function readOnce(reader: Reader, path: string): { readonly content: Content | undefined; readonly isLoose: boolean } {
  const began = Date.now();
  const content = reader(path);
  if (content === undefined) return { content, isLoose: false };
  if (content.stamp === undefined) return { content, isLoose: true };
  if (isOver(content.stamp, began)) return { content, isLoose: false };
  // A file server whose clock is ahead: waiting would not help.
  const isAhead = content.stamp.ctimeMs > began + AHEAD_MS;
  return { content: { ...content, stamp: undefined }, isLoose: !isAhead };
}

/** Whether the clock step in which a file was last changed had passed at a time (milliseconds). */
function isOver({ ctimeMs }: FileStamp, at: number): boolean {
  return ctimeMs + CLOCK_STEP_MS <= at;
}
