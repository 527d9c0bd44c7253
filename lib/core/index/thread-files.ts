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

/** One file of a thread: the copy of it to take, and those for when that one cannot be read. */
export type FileCopies = readonly [TranscriptFile, ...TranscriptFile[]];

/**
 * Sorts the files of one thread: the newest segment first, the first file last, the copies of each by their rank. A
 * file without an id in its name is a copy of the first one.
 */
export function filesOfThread(threadId: string, group: readonly TranscriptFile[]): FileCopies[] {
  const byId = new Map<string, TranscriptFile[]>();
  for (const file of group) {
    const id = parseRolloutName(file.name)?.fileId ?? threadId;
    const copies = byId.get(id);
    if (copies === undefined) byId.set(id, [file]);
    else copies.push(file);
  }
  const files = [...byId.values()].flatMap((copies): FileCopies[] => {
    const [best, ...others] = copies.toSorted(byRank);
    return best === undefined ? [] : [[best, ...others]];
  });
  return files.sort(([a], [b]) => byteOrder(segmentKey(b.name), segmentKey(a.name)));
}

/** Orders the files of one thread by age: its first file before all segments, those by time and then by id. */
export function segmentKey(name: string): string {
  const parsed = parseRolloutName(name);
  return parsed?.segmentId === undefined ? "" : `${parsed.time} ${parsed.segmentId}`;
}

/** Which of two copies of one file is taken: live before archived, plain before compressed, then the newer. */
export function byRank(a: TranscriptFile, b: TranscriptFile): number {
  return (
    Number(a.archived) - Number(b.archived) ||
    Number(isCompressed(a)) - Number(isCompressed(b)) ||
    b.mtimeMs - a.mtimeMs ||
    byteOrder(a.path, b.path)
  );
}

function isCompressed(file: TranscriptFile): boolean {
  return file.name.endsWith(".zst");
}
