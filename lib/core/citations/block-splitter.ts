import { TagFinder } from "./tag-finder.ts";

export const OPEN_TAG = "<oai-mem-citation>";
export const CLOSE_TAG = "</oai-mem-citation>";

/** What a `BlockSplitter` sees, in the order of the text. Bytes are views of the chunk: copy what is kept. */
export interface BlockEvents {
  /** Text outside of blocks. */
  visible(bytes: Buffer): void;
  /** Text between the tags of the open block. */
  body(bytes: Buffer): void;
  /** A block ended: `tag` by its closing tag, `end` with the text. */
  closed(by: "tag" | "end"): void;
}

/**
 * Splits a text into visible text and citation blocks, however it is cut into chunks. Blocks do not nest; tags
 * match letter for letter; a block still open at the end of the text is closed there.
 */
export class BlockSplitter {
  readonly #events: BlockEvents;
  readonly #open = new TagFinder(OPEN_TAG);
  readonly #close = new TagFinder(CLOSE_TAG);
  readonly #visible: (bytes: Buffer) => void;
  readonly #body: (bytes: Buffer) => void;
  #inside = false;

  constructor(events: BlockEvents) {
    this.#events = events;
    this.#visible = (bytes) => events.visible(bytes);
    this.#body = (bytes) => events.body(bytes);
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      const finder = this.#inside ? this.#close : this.#open;
      at = finder.find(chunk, at, this.#inside ? this.#body : this.#visible);
      if (at === -1) return;
      if (this.#inside) this.#events.closed("tag");
      this.#inside = !this.#inside;
    }
  }

  /** The text is over. */
  end(): void {
    this.#open.release(this.#visible);
    this.#close.release(this.#body);
    if (this.#inside) this.#events.closed("end");
    this.#inside = false;
  }
}
