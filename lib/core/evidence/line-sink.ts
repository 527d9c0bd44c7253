/** Whether a line ended in a newline, and so is whole; the last one of a file may be torn. */
export type LineEnd = "newline" | "torn";

/** What takes the lines of a transcript one by one. The bytes are only lent: they go after `endBlock`. */
export interface LineSink {
  /** The line `bytes[start, end)`: valid UTF-8, not empty, without its newline and without space at its end. */
  line(bytes: Buffer, start: number, end: number, ending: LineEnd): void;
  /** A line that is too long or not UTF-8. */
  unusable(): void;
  /** The bytes of all lines since the last call are about to go. */
  endBlock(bytes: Buffer): void;
}
