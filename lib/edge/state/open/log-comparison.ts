/** SQLite's write-ahead log beside the database it was moved into (https://sqlite.org/fileformat2.html#walformat). */
import { closeSync, openSync, readSync } from "node:fs";

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** In the log's header: page size, and the two salts that each frame of this log repeats. */
const PAGE_SIZE_AT = 8;
const SALTS_AT = 16;
/** In a frame's header: the page, how many pages the database has after it when it ends a commit, and the salts. */
const COMMIT_PAGES_AT = 4;
const FRAME_SALTS_AT = 8;
const SALTS_BYTES = 8;
/** So much of the log is read at a time. */
const CHUNK_BYTES = 1 << 20;

export interface LogComparison {
  /**
   * What keeps the first `frames` frames of the log from being dispensable, in words; undefined when the database holds
   * the last content of each of their pages. Throws what the system says.
   */
  compare(frames: number): string | undefined;
  /** Closes the files, which lets go of every lock of this process on them. */
  close(): void;
}

/** Opens a database and its log for comparing. Throws what the system says when they cannot be opened. */
export function openLogComparison(path: string): LogComparison {
  const database = openSync(path, "r");
  let log: number;
  try {
    log = openSync(`${path}-wal`, "r");
  } catch (thrown) {
    closeSync(database);
    throw thrown;
  }
  return {
    compare: (frames) => difference(database, log, frames),
    close: () => {
      closeSync(log);
      closeSync(database);
    },
  };
}

interface Frame {
  readonly number: number;
  readonly page: number;
  readonly content: Buffer;
}

function difference(database: number, log: number, frames: number): string | undefined {
  const head = readAt(log, 0, HEADER_BYTES);
  if (head.length < HEADER_BYTES) return "the log has no header";
  const pageSize = head.readUInt32BE(PAGE_SIZE_AT);
  const salts = head.subarray(SALTS_AT, SALTS_AT + SALTS_BYTES);
  const last = new Map<number, number>();
  let [read, pages] = [0, 0];
  for (const { number, page, content } of framesOf(log, frames, pageSize)) {
    if (!content.subarray(FRAME_SALTS_AT, FRAME_SALTS_AT + SALTS_BYTES).equals(salts)) return "the log was begun anew";
    last.set(page, number);
    pages = content.readUInt32BE(COMMIT_PAGES_AT) || pages;
    read += 1;
  }
  if (read < frames) return "the log ends too early";
  for (const { number, page, content } of framesOf(log, frames, pageSize)) {
    if (last.get(page) !== number || page > pages) continue;
    const stored = readAt(database, (page - 1) * pageSize, pageSize);
    if (!stored.equals(content.subarray(FRAME_HEADER_BYTES)))
      return `page ${page} of the database is not that of the log`;
  }
  return undefined;
}

/** The frames of a log in order, as far as it goes; `content`: header and page. */
function* framesOf(log: number, count: number, pageSize: number): Generator<Frame> {
  const size = FRAME_HEADER_BYTES + pageSize;
  const perChunk = Math.max(1, Math.floor(CHUNK_BYTES / size));
  for (let from = 0; from < count; from += perChunk) {
    const chunk = readAt(log, HEADER_BYTES + from * size, Math.min(perChunk, count - from) * size);
    for (let at = 0; at + size <= chunk.length; at += size) {
      const content = chunk.subarray(at, at + size);
      yield { number: from + at / size, page: content.readUInt32BE(0), content };
    }
  }
}

/** As many bytes as there are, `length` at most. */
function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let got = 0;
  for (let more = 1; more > 0 && got < length; got += more)
    more = readSync(file, bytes, got, length - got, position + got);
  return bytes.subarray(0, got);
}
