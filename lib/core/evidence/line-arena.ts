/**
 * Lines kept as bytes in one block of memory that is used again and again: most tool output of a long rollout is kept
 * for a while and dropped unread, and should leave no garbage behind.
 */
export class LineArena {
  private readonly bytes: Buffer;
  private filled = 0;

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  /** Keeps a copy of `source[start, end)`; where it stands, until `clear`. -1 when there is no room. */
  keep(source: Buffer, start: number, end: number): number {
    const from = this.filled;
    const to = from + end - start;
    if (to > this.bytes.length) return -1;
    source.copy(this.bytes, from, start, end);
    this.filled = to;
    return from;
  }

  /** The text of a kept line. */
  text(from: number, to: number): string {
    return this.bytes.toString("utf8", from, to);
  }

  /** Makes room; nothing kept before may be asked for again. */
  clear(): void {
    this.filled = 0;
  }
}
