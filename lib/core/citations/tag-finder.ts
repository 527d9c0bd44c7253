const LESS_THAN = 0x3c;

/**
 * Finds one tag in a stream of bytes that is cut anywhere, and passes on everything that is not the tag.
 * At most the beginning of a possible tag is held back between two chunks. Tags start with `<` and hold no
 * second one, so a beginning that does not go on can never hide another.
 */
export class TagFinder {
  readonly #tag: Buffer;
  /** How many bytes of the tag stood at the end of the last chunk. */
  #held = 0;

  constructor(tag: string) {
    this.#tag = Buffer.from(tag);
  }

  /**
   * Looks for the tag from `from` on. Returns the offset behind it, or -1 when the chunk ran out.
   * What is passed on is a view of the chunk, valid as long as the chunk is.
   */
  find(chunk: Buffer, from: number, pass: (bytes: Buffer) => void): number {
    if (this.#held > 0) {
      const wanted = Math.min(this.#tag.length - this.#held, chunk.length - from);
      if (chunk.compare(this.#tag, this.#held, this.#held + wanted, from, from + wanted) === 0) {
        this.#held += wanted;
        if (this.#held < this.#tag.length) return -1;
        this.#held = 0;
        return from + wanted;
      }
      this.release(pass);
    }
    const at = chunk.indexOf(this.#tag, from);
    if (at !== -1) {
      if (at > from) pass(chunk.subarray(from, at));
      return at + this.#tag.length;
    }
    this.#held = this.#beginningAtEnd(chunk, from);
    const end = chunk.length - this.#held;
    if (end > from) pass(chunk.subarray(from, end));
    return -1;
  }

  /** Passes on what was held back: the text ended, or goes on without the rest of the tag. */
  release(pass: (bytes: Buffer) => void): void {
    if (this.#held > 0) pass(this.#tag.subarray(0, this.#held));
    this.#held = 0;
  }

  #beginningAtEnd(chunk: Buffer, from: number): number {
    const at = chunk.lastIndexOf(LESS_THAN);
    const length = chunk.length - at;
    if (at < from || length >= this.#tag.length) return 0;
    return chunk.compare(this.#tag, 0, length, at) === 0 ? length : 0;
  }
}
