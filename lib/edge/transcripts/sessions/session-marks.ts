import { lstatSync } from "node:fs";
import type { FileMark } from "../../../core/index/session-index.ts";
import { isFresh } from "../index-transcript.ts";
import type { ListedSession } from "./listed-session.ts";

/** What will prove a session's files unchanged, the record beside them included; undefined for one without files. */
export function sessionMarks({ files, record }: ListedSession): [FileMark, ...FileMark[]] | undefined {
  const [first, ...others] = files.map(({ path, size, mtimeMs, inode }): FileMark => ({ path, size, mtimeMs, inode }));
  const stat = record === undefined ? undefined : lstatSync(record, { throwIfNoEntry: false });
  if (first === undefined) return undefined;
  if (record === undefined || stat?.isFile() !== true) return [first, ...others];
  const beside = { path: record, size: stat.size, mtimeMs: Math.floor(stat.mtimeMs), inode: String(stat.ino) };
  return [first, ...others, beside];
}

/** A mark as it is kept: the time of a file that was written just now proves nothing. */
export function keptMark(mark: FileMark): FileMark {
  return mark.mtimeMs === undefined || isFresh(mark.mtimeMs) ? { ...mark, mtimeMs: undefined } : mark;
}
