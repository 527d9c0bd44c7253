import { BlockSplitter } from "./block-splitter.ts";
import type { Citation, CitationEntry, MalformedLine } from "./citation.ts";
import { parseCitationEntry } from "./parse-entry.ts";
import { SectionReader } from "./section-reader.ts";

const UNCLOSED: MalformedLine = { reason: "unclosed block", text: "" };
const TOO_LONG: MalformedLine = { reason: "too long", text: "" };

/** What a scanner tells while the text flows. All optional. */
export interface CitationListener {
  /** Text outside of blocks, byte for byte; a view of the chunk. */
  readonly visible?: (bytes: Buffer) => void;
  /** A line of a block that was skipped. */
  readonly malformed?: (line: MalformedLine) => void;
}

/**
 * Reads the citation blocks of one text from chunks that cut it anywhere: the result is that of the whole.
 * Keeps the current line of a block (64 KiB at most) and the distinct entries and ids; nothing it is given throws.
 */
export class CitationScanner {
  readonly #splitter: BlockSplitter;
  readonly #entries = new Map<string, CitationEntry>();
  readonly #ids = new Set<string>();
  /** Ids of the current block's `<thread_ids>`, which count only where it has no `<rollout_ids>`. */
  readonly #olderIds = new Set<string>();
  readonly #sections: { readonly entries: SectionReader; readonly ids: SectionReader; readonly older: SectionReader };

  constructor(listener: CitationListener = {}) {
    this.#sections = {
      entries: new SectionReader("citation_entries", (line) => this.#entry(line, listener)),
      ids: new SectionReader("rollout_ids", (line) => {
        if (line === undefined) listener.malformed?.(TOO_LONG);
        else this.#ids.add(line);
      }),
      older: new SectionReader("thread_ids", (line) => line !== undefined && this.#olderIds.add(line)),
    };
    this.#splitter = new BlockSplitter({
      visible: listener.visible ?? (() => {}),
      body: (bytes) => {
        this.#sections.entries.push(bytes);
        this.#sections.ids.push(bytes);
        this.#sections.older.push(bytes);
      },
      closed: (by) => {
        this.#closeBlock();
        if (by === "end") listener.malformed?.(UNCLOSED);
      },
    });
  }

  push(chunk: Buffer): void {
    this.#splitter.push(chunk);
  }

  /** Ends the text. Undefined when no block held an entry or an id. */
  end(): Citation | undefined {
    this.#splitter.end();
    if (this.#entries.size === 0 && this.#ids.size === 0) return undefined;
    return { entries: [...this.#entries.values()], rolloutIds: [...this.#ids] };
  }

  #entry(line: string | undefined, listener: CitationListener): void {
    const entry = line === undefined ? undefined : parseCitationEntry(line);
    if (entry === undefined) {
      listener.malformed?.(
        line === undefined ? { reason: "too long", text: "" } : { reason: "not an entry", text: line },
      );
      return;
    }
    const key = JSON.stringify([entry.path, entry.lineStart, entry.lineEnd, entry.note]);
    if (!this.#entries.has(key)) this.#entries.set(key, entry);
  }

  #closeBlock(): void {
    this.#sections.entries.endBlock();
    const hasIds = this.#sections.ids.endBlock();
    this.#sections.older.endBlock();
    if (!hasIds) for (const id of this.#olderIds) this.#ids.add(id);
    this.#olderIds.clear();
  }
}

/** The citation of a text that is there as a whole. */
export function parseCitation(text: string): Citation | undefined {
  const scanner = new CitationScanner();
  scanner.push(Buffer.from(text));
  return scanner.end();
}
