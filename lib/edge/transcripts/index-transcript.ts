import {
  EMPTY_METADATA,
  type MetadataReader,
  type MetadataState,
  readMetadata,
} from "../../core/agents/codex/metadata.ts";
import { latestLineMs } from "../../core/agents/codex/thread-of.ts";
import type { LineSink } from "../../core/evidence/line-sink.ts";
import { type OpenTranscript, unreadable, withTranscript } from "./open-transcript.ts";
import { scanLines } from "./scan-lines.ts";
import { onlyGrew, type TailProof, tailProof } from "./sessions/tail-proof.ts";

/** What was kept of a transcript when it was read last: enough to prove that it only grew. */
export interface IndexedTail extends TailProof {
  /** The metadata of all complete lines. */
  readonly state: MetadataState;
}

/** A transcript's metadata, and what proves the next time what of it is new. */
export interface IndexedTranscript {
  readonly size: number;
  readonly mtimeMs: number;
  /** Whether the mtime proves anything: a write right after the reading could have left it as it was. */
  readonly mtime: "settled" | "fresh";
  readonly inode: string;
  /** All lines, a whole JSON object at the end without its newline included. */
  readonly state: MetadataState;
  /** Undefined for a compressed file: it is read whole each time. */
  readonly tail: IndexedTail | undefined;
  /** Bytes that were read: the file, or only its new tail. */
  readonly bytesRead: number;
}

export interface IndexTranscriptOptions {
  /** The id in the file's name. */
  readonly nameId: string | undefined;
  readonly known: IndexedTail | undefined;
  /** What the files say that this one goes on from. */
  readonly before?: MetadataState;
  /** Offset of its plain text to end at; undefined: its end. */
  readonly end?: number | undefined;
  readonly buffer: Buffer;
  readonly signal?: AbortSignal;
}

/** File times can be this coarse, in milliseconds. */
const FRESH_MS = 2_000;

/** Reads a transcript's metadata, only its new tail where it is proven to be one. `rollout_unreadable` when it cannot be. */
export function indexTranscript(path: string, options: IndexTranscriptOptions): Promise<IndexedTranscript> {
  return withTranscript(path, (file) => {
    const isTail = options.known !== undefined && isTailOf(file, options.known);
    return readFrom(file, isTail ? options.known : undefined, options);
  });
}

/** Reads the new tail of a transcript; undefined where it is not proven to be one. `rollout_unreadable` as above. */
export function indexTail(path: string, options: IndexTranscriptOptions): Promise<IndexedTranscript | undefined> {
  return withTranscript(path, async (file) => {
    if (options.known === undefined || !isTailOf(file, options.known)) return undefined;
    return readFrom(file, options.known, options);
  });
}

/** Whether a file was written so lately that its mtime proves nothing. */
export function isFresh(mtimeMs: number): boolean {
  return Math.abs(Date.now() - mtimeMs) <= FRESH_MS;
}

async function readFrom(
  file: OpenTranscript,
  known: IndexedTail | undefined,
  options: IndexTranscriptOptions,
): Promise<IndexedTranscript> {
  const { path, size, mtimeMs, inode } = file;
  const mtime = isFresh(mtimeMs) ? "fresh" : "settled";
  const from = known?.tailOffset ?? 0;
  const seed = known?.state ?? options.before ?? EMPTY_METADATA;
  const reader = readMetadata({ threadId: options.nameId, latestMs: latestLineMs(mtimeMs) }, seed);
  const sink = keepingWholeLines(reader);
  const { buffer, signal, end } = options;
  const tailOffset = await scanLines(file, sink, { from, end, buffer, signal });
  const state = reader.state();
  if (state.usable === (known === undefined ? seed.usable : 0)) throw unreadable(path, "no usable line");
  const isPlain = !path.endsWith(".zst");
  const tail = isPlain ? { ...tailProof(file, tailOffset), state: sink.wholeLines() } : undefined;
  return { size, mtimeMs, mtime, inode, state, tail, bytesRead: Math.max(0, Math.min(size, end ?? size) - from) };
}

/**
 * A file that grew, whose kept part ends as it did. Where a line was dated in the future, what counts of it depends
 * on the mtime of the whole: such a file is read from the start.
 */
function isTailOf(file: OpenTranscript, known: IndexedTail): boolean {
  const newestMs = known.state.newestMs ?? 0;
  if (known.state.future || newestMs > latestLineMs(file.mtimeMs)) return false;
  return onlyGrew(file, known);
}

/** The reader, and beside it the state before a line that may still be being written. */
function keepingWholeLines(reader: MetadataReader): LineSink & { wholeLines(): MetadataState } {
  let kept: MetadataState | undefined;
  return {
    line(bytes, start, end, ending, place) {
      if (ending === "torn") {
        reader.endBlock(bytes);
        kept = reader.state();
      }
      reader.line(bytes, start, end, ending, place);
    },
    unusable: () => reader.unusable(),
    endBlock: (bytes) => reader.endBlock(bytes),
    wholeLines: () => kept ?? reader.state(),
  };
}
