import { LineReader } from "./line-reader.ts";
import { TagFinder } from "./tag-finder.ts";

/**
 * Reads the lines of the first `<name>…</name>` of a block. A section still open where its block ends is closed
 * there. Lines come trimmed and not empty; `undefined` stands for one that was too long.
 */
export class SectionReader {
  readonly #open: TagFinder;
  readonly #close: TagFinder;
  readonly #lines: LineReader;
  readonly #inside = (bytes: Buffer) => this.#lines.push(bytes);
  #state: "before" | "inside" | "after" = "before";

  constructor(name: string, line: (text: string | undefined) => void) {
    this.#open = new TagFinder(`<${name}>`);
    this.#close = new TagFinder(`</${name}>`);
    this.#lines = new LineReader((text) => {
      const trimmed = text?.trim();
      if (trimmed !== "") line(trimmed);
    });
  }

  push(bytes: Buffer): void {
    let at = 0;
    if (this.#state === "before") {
      at = this.#open.find(bytes, 0, ignore);
      if (at === -1) return;
      this.#state = "inside";
    }
    if (this.#state === "inside" && this.#close.find(bytes, at, this.#inside) !== -1) this.#leave();
  }

  /** The block is over. Tells whether it had this section, and makes ready for the next block. */
  endBlock(): boolean {
    this.#open.release(ignore);
    this.#close.release(this.#inside);
    if (this.#state === "inside") this.#leave();
    const seen = this.#state === "after";
    this.#state = "before";
    return seen;
  }

  #leave(): void {
    this.#lines.finish();
    this.#state = "after";
  }
}

function ignore(): void {}
