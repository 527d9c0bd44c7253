import { parseRolloutName } from "../agents/codex/file-name.ts";
import { byteOrder } from "../text/byte-order.ts";

/** A transcript as a directory sweep sees it. */
export interface TranscriptFile {
  readonly path: string;
  readonly name: string;
  readonly archived: boolean;
  readonly size: number;
  readonly mtimeMs: number;
  readonly inode: string;
}

/** What the state knows of a thread's transcript. */
export interface IndexRow {
  readonly id: string;
  readonly path: string;
  readonly size: number | undefined;
  /** Undefined when the file was read too soon after its last write for its time to prove anything. */
  readonly mtimeMs: number | undefined;
  readonly inode: string | undefined;
  readonly missing: boolean;
}

/** A thread whose transcript has to be read. */
export interface ThreadToRead {
  /** Undefined for a file without an id in its name that was never read. */
  readonly id: string | undefined;
  /** The files of the thread, the one to take first; the next ones are for when it cannot be read. */
  readonly files: readonly TranscriptFile[];
  readonly row: IndexRow | undefined;
}

/** A file that is left aside, since its thread has a better one. */
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
  /** The file that each thread is read from, as far as names tell. */
  readonly holders: ReadonlyMap<string, TranscriptFile>;
}

/** Compares what lies in the folders with what is indexed. */
export function planIndex(files: readonly TranscriptFile[], rows: readonly IndexRow[]): IndexPlan {
  const byPath = new Map(rows.map((row) => [row.path, row]));
  const groups = new Map<string, TranscriptFile[]>();
  const holders = new Map<string, TranscriptFile>();
  const toRead: ThreadToRead[] = [];
  const duplicates: Duplicate[] = [];
  const absent: IndexRow[] = [];
  let unchanged = 0;
  for (const file of files) {
    const id = byPath.get(file.path)?.id ?? parseRolloutName(file.name)?.threadId;
    const group = id === undefined ? undefined : groups.get(id);
    if (id === undefined) toRead.push({ id, files: [file], row: undefined });
    else if (group === undefined) groups.set(id, [file]);
    else group.push(file);
  }
  const decide = (id: string, group: readonly TranscriptFile[], row: IndexRow | undefined) => {
    const ranked = group.length === 1 ? group : group.toSorted(byRank);
    const [best, ...others] = ranked;
    if (best === undefined) return;
    holders.set(id, best);
    for (const { path } of others) duplicates.push({ thread_id: id, path, kept: best.path });
    if (row !== undefined && isUnchanged(best, row)) unchanged += 1;
    else toRead.push({ id, files: ranked, row });
  };
  for (const row of rows) {
    const group = groups.get(row.id);
    if (group === undefined) absent.push(row);
    else decide(row.id, group, row);
    groups.delete(row.id);
  }
  for (const [id, group] of groups) decide(id, group, undefined);
  // Any fixed order will do; this one costs least.
  toRead.sort((a, b) => ((a.files[0]?.path ?? "") < (b.files[0]?.path ?? "") ? -1 : 1));
  duplicates.sort((a, b) => byteOrder(a.path, b.path));
  return { unchanged, toRead, duplicates, absent, holders };
}

/** Which of two files of one thread is taken: live before archived, plain before compressed, then the newer. */
export function byRank(a: TranscriptFile, b: TranscriptFile): number {
  return (
    Number(a.archived) - Number(b.archived) ||
    Number(isCompressed(a)) - Number(isCompressed(b)) ||
    b.mtimeMs - a.mtimeMs ||
    byteOrder(a.path, b.path)
  );
}

/** The same file with the same contents, as far as can be told without opening it. */
function isUnchanged(file: TranscriptFile, row: IndexRow): boolean {
  return (
    !row.missing &&
    file.size === row.size &&
    file.mtimeMs === row.mtimeMs &&
    file.inode === row.inode &&
    file.path === row.path
  );
}

function isCompressed(file: TranscriptFile): boolean {
  return file.name.endsWith(".zst");
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
