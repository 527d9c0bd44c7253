import { readSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { reasonOf } from "../../core/errors.ts";
import type { LineSink } from "../../core/evidence/line-sink.ts";
import { LineSplitter } from "./line-splitter.ts";
import { type OpenTranscript, UnusableContent, unreadable } from "./open-transcript.ts";

/** How a transcript is to be read. */
export interface ScanOptions {
  /** Offset to begin at: the end of a line. Not for compressed files. */
  readonly from?: number;
  /** Offset in the plain text to end at, exclusive: the end of a line. The whole file without it. */
  readonly end?: number | undefined;
  /** `newLineBuffer()`, to be used for one scan after the other. */
  readonly buffer: Buffer;
  readonly signal?: AbortSignal;
}

/** Signals and heartbeats get their turn at least once in this many bytes. */
const BYTES_PER_TURN = 32 * 1024 * 1024;

/**
 * Feeds all lines of a transcript to `sink`; the offset right after the last complete line (of the plain text).
 * Memory is bounded by the longest line kept. Throws `rollout_unreadable`, or the reason of `signal`.
 */
export async function scanLines(file: OpenTranscript, sink: LineSink, options: ScanOptions): Promise<number> {
  const splitter = new LineSplitter(sink, options.from ?? 0, options.buffer);
  const compressed = file.path.endsWith(".zst");
  await (compressed ? feedCompressed(file, splitter, options) : feedPlain(file, splitter, options));
  splitter.finish();
  return splitter.completeTo;
}

async function feedPlain(file: OpenTranscript, splitter: LineSplitter, options: ScanOptions): Promise<void> {
  const end = options.end ?? Number.POSITIVE_INFINITY;
  let at = options.from ?? 0;
  let turn = at + BYTES_PER_TURN;
  for (;;) {
    const room = splitter.room();
    const wanted = Math.min(room.length, end - at);
    const count = wanted > 0 ? readAt(file, room.subarray(0, wanted), at) : 0;
    if (count === 0) return;
    at += count;
    splitter.added(count);
    // A file that ends here saves the call that would say so; one that grows meanwhile is read on next time.
    if (at >= file.size && count < room.length) return;
    if (at < turn) continue;
    turn = at + BYTES_PER_TURN;
    await setImmediate();
    options.signal?.throwIfAborted();
  }
}

function readAt(file: OpenTranscript, into: Buffer, at: number): number {
  try {
    return readSync(file.descriptor, into, 0, into.length, at);
  } catch (error) {
    throw unreadable(file.path, reasonOf(error), error);
  }
}

/**
 * A compressed transcript may grow to this and a multiple of its own size, and no further: transcripts shrink to a
 * tenth or a fiftieth, bombs to a ten-thousandth.
 */
const EXPANSION_FLOOR_BYTES = 256 * 1024 * 1024;
const EXPANSION_FACTOR = 128;

async function feedCompressed(file: OpenTranscript, splitter: LineSplitter, options: ScanOptions): Promise<void> {
  const limit = EXPANSION_FLOOR_BYTES + file.size * EXPANSION_FACTOR;
  // Streams and zlib take as long to load as hundreds of transcripts to read, and few homes have compressed ones.
  const [{ Readable }, { createZstdDecompress }] = await Promise.all([import("node:stream"), import("node:zlib")]);
  const source = Readable.from(piecesOf(file));
  const plain = createZstdDecompress();
  source.on("error", (error) => plain.destroy(error));
  source.pipe(plain);
  const end = options.end ?? Number.POSITIVE_INFINITY;
  let expanded = 0;
  let turn = BYTES_PER_TURN;
  try {
    for await (const chunk of plain as AsyncIterable<Buffer>) {
      const wanted = Math.min(chunk.length, end - expanded);
      expanded += chunk.length;
      if (expanded > limit) throw new UnusableContent(`expands to more than ${limit} bytes`);
      splitter.push(chunk.subarray(0, wanted));
      if (expanded >= end) return;
      if (expanded < turn) continue;
      turn = expanded + BYTES_PER_TURN;
      await setImmediate();
      options.signal?.throwIfAborted();
    }
  } catch (error) {
    // Damaged data ends the file early, as a crash does to a plain one; anything else is passed on.
    if (!isZstdError(error)) throw error;
  } finally {
    source.destroy();
    plain.destroy();
  }
}

function* piecesOf(file: OpenTranscript): Generator<Buffer> {
  for (let at = 0; ; ) {
    const piece = Buffer.allocUnsafe(COMPRESSED_PIECE_BYTES);
    const count = readAt(file, piece, at);
    if (count === 0) return;
    at += count;
    yield piece.subarray(0, count);
  }
}

const COMPRESSED_PIECE_BYTES = 128 * 1024;

function isZstdError(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ZSTD");
}
