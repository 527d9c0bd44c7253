/** One cited place: lines of a file under the memory root, and what they gave. */
export interface CitationEntry {
  readonly path: string;
  /** 1-based, as written: it may be 0, after the end, or beyond the file. */
  readonly lineStart: number;
  readonly lineEnd: number;
  readonly note: string;
}

/** What the citation blocks of one text say: entries and ids each once, in the order they were first seen. */
export interface Citation {
  readonly entries: readonly CitationEntry[];
  readonly rolloutIds: readonly string[];
}

/** A line of a block that was skipped (no entry where one belongs, or too long), or a block that was never closed. */
export interface MalformedLine {
  readonly reason: "not an entry" | "too long" | "unclosed block";
  /** The line, trimmed; empty where it was too long to be kept, and for a block. */
  readonly text: string;
}
