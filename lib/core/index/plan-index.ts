import { basename } from "node:path";
import { parseRolloutName } from "../agents/codex/file-name.ts";
import { byteOrder } from "../text/byte-order.ts";
import type { SessionIndex } from "./session-index.ts";
import { type FileCopies, filesOfThread, segmentKey, type TranscriptFile } from "./thread-files.ts";

/** What the state knows of a thread's transcript. */
export interface IndexRow {
  readonly id: string;
  readonly path: string;
  readonly size: number | undefined;
  /** Undefined when the file was read too soon after its last write for its time to prove anything. */
  readonly mtimeMs: number | undefined;
  readonly inode: string | undefined;
  readonly missing: boolean;
  /** What is kept of a thread in several files; undefined for one in a single file. */
  readonly session: SessionIndex | undefined;
}

/** A thread whose transcript has to be read. */
export interface ThreadToRead {
  /** Undefined for a file without an id in its name that was never read. */
  readonly id: string | undefined;
  /** The files of the thread, the newest segment first. */
  readonly files: readonly FileCopies[];
  readonly row: IndexRow | undefined;
}

/** A file that is left aside, since its thread has a better copy of it. */
export interface Duplicate {
  readonly thread_id: string;
  readonly path: string;
  readonly kept: string;
}

export interface IndexPlan {
  readonly unchanged: number;
  /** In order of the files' paths. */
  readonly toRead: readonly ThreadToRead[];
  readonly duplicates: readonly Duplicate[];
  /** Rows whose thread has no file any more. */
  readonly absent: readonly IndexRow[];
  /** The newest file of each thread, as far as names tell. */
  readonly holders: ReadonlyMap<string, TranscriptFile>;
}

/** Compares what lies in the folders with what is indexed. */
export function planIndex(files: readonly TranscriptFile[], rows: readonly IndexRow[]): IndexPlan {
  const byPath = new Map(rows.map((row) => [row.path, row]));
  const groups = new Map<string, [TranscriptFile, ...TranscriptFile[]]>();
  const holders = new Map<string, TranscriptFile>();
  const toRead: ThreadToRead[] = [];
  const duplicates: Duplicate[] = [];
  const absent: IndexRow[] = [];
  let unchanged = 0;
  for (const file of files) {
    const id = byPath.get(file.path)?.id ?? parseRolloutName(file.name)?.threadId;
    const group = id === undefined ? undefined : groups.get(id);
    if (id === undefined) toRead.push({ id, files: [[file]], row: undefined });
    else if (group === undefined) groups.set(id, [file]);
    else group.push(file);
  }
  const decide = (id: string, group: readonly [TranscriptFile, ...TranscriptFile[]], row: IndexRow | undefined) => {
    const only = group[0];
    // By far the most threads of most runs, of which there may be tens of thousands.
    if (group.length === 1 && row !== undefined && isOneUnchanged(only, row)) {
      holders.set(id, only);
      unchanged += 1;
      return;
    }
    const choices: readonly FileCopies[] = group.length === 1 ? [group] : filesOfThread(id, group);
    const [newest = group] = choices;
    if (row !== undefined && hasLostItsNewest(newest[0], row)) {
      absent.push(row);
      return;
    }
    holders.set(id, newest[0]);
    for (const [kept, ...others] of choices) {
      for (const { path } of others) duplicates.push({ thread_id: id, path, kept: kept.path });
    }
    if (row !== undefined && isUnchanged(choices, row)) unchanged += 1;
    else toRead.push({ id, files: choices, row });
  };
  for (const row of rows) {
    const group = groups.get(row.id);
    if (group === undefined) absent.push(row);
    else decide(row.id, group, row);
    groups.delete(row.id);
  }
  for (const [id, group] of groups) decide(id, group, undefined);
  // Any fixed order will do; this one costs least.
  toRead.sort((a, b) => ((a.files[0]?.[0].path ?? "") < (b.files[0]?.[0].path ?? "") ? -1 : 1));
  duplicates.sort((a, b) => byteOrder(a.path, b.path));
  return { unchanged, toRead, duplicates, absent, holders };
}

/** The one file of a thread, as it was. */
function isOneUnchanged(file: TranscriptFile, row: IndexRow): boolean {
  return !row.missing && file.path === row.path && row.session === undefined && isAsMarked(file, row);
}

/** The same files with the same contents, as far as can be told without opening them. */
function isUnchanged(choices: readonly FileCopies[], row: IndexRow): boolean {
  const [newest, ...older] = choices;
  if (newest === undefined) return false;
  if (older.length === 0) return isOneUnchanged(newest[0], row);
  if (row.missing || newest[0].path !== row.path) return false;
  const marks = new Map(row.session?.files.map((mark) => [mark.path, mark]));
  return marks.size === choices.length && choices.every(([file]) => isAsMarked(file, marks.get(file.path)));
}

/** A file that size, mtime and inode prove to be what it was. */
export function isAsMarked(
  file: Pick<TranscriptFile, "size" | "mtimeMs" | "inode">,
  mark: Pick<IndexRow, "size" | "mtimeMs" | "inode"> | undefined,
): boolean {
  return mark !== undefined && file.size === mark.size && file.mtimeMs === mark.mtimeMs && file.inode === mark.inode;
}

/**
 * The newest file of a thread that was rewound is gone, older ones are there: they hold what was taken back, and the
 * thread goes with its newest file.
 */
function hasLostItsNewest(newest: TranscriptFile, row: IndexRow): boolean {
  return newest.path !== row.path && segmentKey(newest.name) < segmentKey(basename(row.path));
}

/** What a sweep over a folder could see, for judging whether a transcript is gone. */
export interface Sweep {
  /** The folder, without a slash at the end. */
  readonly root: string;
  /** Whether it was there. */
  readonly exists: boolean;
  /** Folders under it that could not be listed, files that could not be looked at, and why. */
  readonly unlisted: ReadonlyMap<string, string>;
}

/** Those of the absent rows whose transcript is gone for sure: every folder on its path was there to be listed. */
export function selectGone(absent: readonly IndexRow[], sweeps: readonly Sweep[]): IndexRow[] {
  const blind = sweeps.flatMap((sweep) => [...sweep.unlisted.keys()]);
  return absent.filter(({ path, missing }) => {
    if (missing) return false;
    const over = sweeps.filter((sweep) => path.startsWith(`${sweep.root}/`));
    const isBlind = blind.some((entry) => path === entry || path.startsWith(`${entry}/`));
    return over.length > 0 && over.every((sweep) => sweep.exists) && !isBlind;
  });
}
