import { utf8Head, utf8Length } from "../text/bytes.ts";

const NEWLINE = 0x0a;

/** How many lines a text has; the last one need not end with a newline. An empty text has none. */
export function countLines(bytes: Buffer): number {
  let lines = 0;
  let at = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, at)) {
    lines += 1;
    at = end + 1;
  }
  return at < bytes.length ? lines + 1 : lines;
}

/** Offset of the first byte of a line (1-based) counted from a known line; the length of the text when it has fewer. */
export function lineStart(bytes: Buffer, line: number, known = { line: 1, offset: 0 }): number {
  let at = known.offset;
  for (let current = known.line; current < line; current += 1) {
    const end = bytes.indexOf(NEWLINE, at);
    if (end === -1) return bytes.length;
    at = end + 1;
  }
  return at;
}

/** Offset behind the newline of the line that starts at `start`. */
export function lineEnd(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(NEWLINE, start);
  return end === -1 ? bytes.length : end + 1;
}

export interface LineLimits {
  readonly maxLines: number;
  /** UTF-8 bytes of the content. */
  readonly maxBytes: number;
}
export interface LineSlice {
  /** Whole lines with their newlines; bytes that are not UTF-8 read as U+FFFD. */
  readonly content: string;
  /** Something follows in the text. */
  readonly truncated: boolean;
}

/**
 * The lines from `start` (1-based) on, as many as both limits allow. A first line that alone is too long is cut on
 * a character boundary. Undefined when the text has no such line; line 1 exists in an empty text too.
 */
export function sliceLines(bytes: Buffer, start: number, limits: LineLimits): LineSlice | undefined {
  const from = lineStart(bytes, start);
  if (from >= bytes.length && start > 1) return undefined;
  const lines: string[] = [];
  let room = limits.maxBytes;
  let at = from;
  while (at < bytes.length && lines.length < limits.maxLines) {
    const end = lineEnd(bytes, at);
    // A character that this cut halves lies beyond the room in any case.
    const line = bytes.toString("utf8", at, Math.min(end, at + limits.maxBytes + 4));
    const length = utf8Length(line);
    if (length > room) {
      if (lines.length === 0) return { content: utf8Head(line, room), truncated: true };
      break;
    }
    lines.push(line);
    room -= length;
    at = end;
  }
  return { content: lines.join(""), truncated: at < bytes.length };
}
