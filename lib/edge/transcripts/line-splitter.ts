import { isUtf8 } from "node:buffer";
import type { LineEnd, LineSink } from "../../core/evidence/line-sink.ts";

/** A longer line is skipped without ever being held. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;
const FIRST_CAPACITY = 1024 * 1024;
/** Room beyond the longest line, so that its end is found without reading byte by byte. */
const SLACK = 64 * 1024;

/** A buffer to start reading lines with. */
export function newLineBuffer(): Buffer {
  return Buffer.allocUnsafe(FIRST_CAPACITY);
}

/** Cuts bytes that arrive in pieces into lines, in one buffer that grows to the longest line kept. */
export class LineSplitter {
  private readonly sink: LineSink;
  private buffer: Buffer;
  private filled = 0;
  /** Everything before this has been searched for a newline. */
  private searched = 0;
  /** In a line that is too long, of which this much went already. */
  private tooLong = false;
  private discarded = 0;
  private atStart: boolean;
  private completeBytes: number;
  private completeLines = 0;

  /** `offset`: where in the file the first byte stands. `buffer`: to be used again for file after file. */
  constructor(sink: LineSink, offset: number, buffer: Buffer) {
    this.sink = sink;
    this.buffer = buffer;
    this.completeBytes = offset;
    this.atStart = offset === 0;
  }

  /** The offset in the file right after the last complete line. */
  get completeTo(): number {
    return this.completeBytes;
  }

  /** Where the next bytes may be put; say with `added` how many there were. */
  room(): Buffer {
    return this.buffer.subarray(this.filled);
  }

  /** Takes bytes that were put into `room()`. */
  added(count: number): void {
    this.filled += count;
    const last = this.buffer.subarray(this.searched, this.filled).lastIndexOf(NEWLINE);
    if (last >= 0) this.complete(this.buffer.subarray(0, this.filled), this.searched + last);
    this.searched = this.filled;
    // One byte more than a line may have can still be its carriage return.
    if (this.filled > MAX_LINE_BYTES + 1) this.tooLong = true;
    if (this.tooLong) this.discard();
    else if (this.filled === this.buffer.length) this.grow();
  }

  /** Takes bytes from elsewhere. */
  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      const room = this.room();
      const count = chunk.copy(room, 0, at, at + room.length);
      this.added(count);
      at += count;
    }
  }

  /** The bytes have come to an end: what is left is a torn line. */
  finish(): void {
    if (this.tooLong) this.sink.unusable();
    else if (this.filled > 0)
      this.line(this.buffer, 0, this.filled, "torn", isUtf8(this.buffer.subarray(0, this.filled)));
    this.sink.endBlock(this.buffer);
    this.tooLong = false;
    this.filled = 0;
  }

  /** Hands over all lines up to the newline at `last`, and keeps what follows it. */
  private complete(bytes: Buffer, last: number): void {
    const valid = isUtf8(bytes.subarray(0, last));
    let start = 0;
    while (start <= last) {
      const end = bytes.indexOf(NEWLINE, Math.max(start, start === 0 ? this.searched : 0));
      if (this.tooLong) {
        this.tooLong = false;
        this.sink.unusable();
      } else {
        this.line(bytes, start, end, "newline", valid || isUtf8(bytes.subarray(start, end)));
      }
      this.completeLines += 1;
      start = end + 1;
    }
    this.sink.endBlock(bytes);
    this.completeBytes += this.discarded + start;
    this.discarded = 0;
    bytes.copyWithin(0, start, this.filled);
    this.filled -= start;
  }

  private line(bytes: Buffer, from: number, to: number, ending: LineEnd, valid: boolean): void {
    const start = this.atStart && hasByteOrderMark(bytes, from, to) ? from + 3 : from;
    this.atStart = false;
    let end = to;
    while (end > start && isBlank(bytes[end - 1])) end -= 1;
    if (end === start) return;
    if (!valid || end - start > MAX_LINE_BYTES) this.sink.unusable();
    else {
      const byte = this.completeBytes + this.discarded + start;
      this.sink.line(bytes, start, end, ending, { line: this.completeLines + 1, byte });
    }
  }

  private discard(): void {
    this.discarded += this.filled;
    this.filled = 0;
    this.searched = 0;
    if (this.buffer.length > FIRST_CAPACITY) this.buffer = newLineBuffer();
  }

  private grow(): void {
    const capacity = Math.min(this.buffer.length * 4, MAX_LINE_BYTES + SLACK);
    const larger = Buffer.allocUnsafe(capacity);
    this.buffer.copy(larger, 0, 0, this.filled);
    this.buffer = larger;
  }
}

const NEWLINE = 0x0a;

function hasByteOrderMark(bytes: Buffer, at: number, end: number): boolean {
  return end - at >= 3 && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
}

/** What JSON allows around a value: a carriage return before the newline, most of all. */
function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0d || byte === 0x09;
}
