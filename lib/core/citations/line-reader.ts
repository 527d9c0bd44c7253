/** A line of a block that is longer than this is skipped. */
export const MAX_LINE_BYTES = 64 * 1024;

const NEWLINE = 0x0a;

/**
 * Puts lines together from bytes that are cut anywhere. Keeps the current line only, and of a line that is too
 * long nothing: it is handed on as `undefined`. Bytes that are not UTF-8 read as U+FFFD.
 */
export class LineReader {
  readonly #line: (text: string | undefined) => void;
  #parts: Buffer[] = [];
  #length = 0;

  constructor(line: (text: string | undefined) => void) {
    this.#line = line;
  }

  push(bytes: Buffer): void {
    let at = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, at)) {
      this.#add(bytes.subarray(at, end));
      this.#endLine();
      at = end + 1;
    }
    const rest = bytes.subarray(at);
    // Chunks are reused by their reader: what waits for its end must be a copy.
    if (rest.length > 0) this.#add(this.#length + rest.length > MAX_LINE_BYTES ? rest : Buffer.from(rest));
  }

  /** The text is over: what has no newline at its end is a line too, unless it is empty. */
  finish(): void {
    if (this.#length > 0) this.#endLine();
  }

  #endLine(): void {
    this.#line(this.#length > MAX_LINE_BYTES ? undefined : this.#text());
    this.#parts = [];
    this.#length = 0;
  }

  #add(bytes: Buffer): void {
    this.#length += bytes.length;
    if (this.#length <= MAX_LINE_BYTES) this.#parts.push(bytes);
    else this.#parts = [];
  }

  #text(): string {
    const [only] = this.#parts;
    return (this.#parts.length === 1 && only !== undefined ? only : Buffer.concat(this.#parts)).toString("utf8");
  }
}
