import type { LineEnd, LineSink } from "../evidence/line-sink.ts";

const NEWLINE = 0x0a;

/** Takes a line together with its number in the file, 1-based. */
export type NumberedLine = (number: number, bytes: Buffer, start: number, end: number) => void;

/**
 * A sink that knows the number of each line, also past empty, overlong and broken ones that are never handed over:
 * it counts the newlines in the bytes between the lines.
 */
export function numberLines(take: NumberedLine): LineSink {
  let newlines = 0;
  let counted = 0;
  const count = (bytes: Buffer, to: number) => {
    for (let at = bytes.indexOf(NEWLINE, counted); at !== -1 && at < to; at = bytes.indexOf(NEWLINE, at + 1)) {
      newlines += 1;
    }
    counted = to;
  };
  return {
    line(bytes: Buffer, start: number, end: number, _ending: LineEnd) {
      count(bytes, start);
      take(newlines + 1, bytes, start, end);
      counted = end;
    },
    unusable() {},
    endBlock(bytes: Buffer) {
      count(bytes, bytes.length);
      counted = 0;
    },
  };
}
