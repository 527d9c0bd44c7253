/** Whether a line ended in a newline, and so is whole; the last one of a file may be torn. */
export type LineEnd = "newline" | "torn";

/** Where a line begins. */
export interface LinePlace {
  /** How manyth line it is, from 1, of those from where the reading began: blank and unusable ones count. */
  readonly line: number;
  /** The byte of its file, of the plain text of a compressed one. */
  readonly byte: number;
}

/** What takes the lines of a transcript one by one. The bytes are only lent: they go after `endBlock`. */
export interface LineSink {
  /** The line `bytes[start, end)`: valid UTF-8, not empty, without its newline and without space at its end. */
  line(bytes: Buffer, start: number, end: number, ending: LineEnd, place: LinePlace): void;
  /** A line that is too long or not UTF-8. */
  unusable(): void;
  /** The bytes of all lines since the last call are about to go. */
  endBlock(bytes: Buffer): void;
}
