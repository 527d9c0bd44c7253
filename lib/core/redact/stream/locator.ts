import type { RawFinding, TextPosition } from "../finding.ts";

const LINE_FEED = 10;

/**
 * Counts lines and characters along a text of bytes (one character of the string is one byte), so that findings can
 * be given a place. Characters are those of UTF-8; a byte that is part of none counts as one.
 */
export class Locator {
  private offset = 0;
  private line = 1;
  private column = 1;
  /** Bytes that the character before still wants. */
  private wanted = 0;

  /** Findings with their places. `window` is the text from `windowStart` on; all start behind the last `moveTo`. */
  locate(findings: readonly RawFinding[], window: string, windowStart: number): RawFinding[] {
    const cursor = this.copy();
    return findings
      .toSorted((a, b) => a.start - b.start)
      .map((finding) => ({ ...finding, position: cursor.moveTo(window, windowStart, finding.start) }));
  }

  /** Counts on to `offset`; its place. */
  moveTo(window: string, windowStart: number, offset: number): TextPosition {
    for (let at = this.offset - windowStart; at < offset - windowStart; at++) this.pass(window.charCodeAt(at));
    this.offset = Math.max(this.offset, offset);
    return { line: this.line, column: this.column };
  }

  private pass(byte: number): void {
    if (byte === LINE_FEED) {
      this.line++;
      this.column = 1;
      this.wanted = 0;
    } else if ((byte & 0xc0) === 0x80 && this.wanted > 0) {
      this.wanted--;
    } else {
      this.column++;
      this.wanted = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc0 ? 1 : 0;
    }
  }

  private copy(): Locator {
    const copy = new Locator();
    copy.offset = this.offset;
    copy.line = this.line;
    copy.column = this.column;
    copy.wanted = this.wanted;
    return copy;
  }
}
