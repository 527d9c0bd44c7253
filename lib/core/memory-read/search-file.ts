import { utf8Head } from "../text/bytes.ts";
import { lineEnd, lineStart } from "./line-range.ts";
import { matchingLines, type SearchTerms, searchHaystack, searchNeedles } from "./matching-lines.ts";

/** Content of one match, at most: a line may be a megabyte of data. */
const MAX_CONTENT_BYTES = 64 * 1024;

/** One line that matches, with the lines around it. Keys are those of the tool's answer. */
export interface SearchMatch {
  readonly path: string;
  readonly line_number: number;
  /** Number of the first line of `content`. */
  readonly start_line_number: number;
  /** Lines with their newlines; bytes that are not UTF-8 read as U+FFFD. */
  readonly content: string;
}

/** A search made ready for many files. */
export interface FileSearch {
  /** The matches of one file, by line, after a line that was already given. */
  matches(path: string, bytes: Buffer, afterLine: number): Generator<SearchMatch>;
}

/** Prepares a search; `contextLines` lines before and after each match are shown with it. */
export function makeFileSearch(terms: SearchTerms, contextLines: number): FileSearch {
  const needles = searchNeedles(terms);
  return {
    *matches(path, bytes, afterLine) {
      let known = { line: 1, offset: 0 };
      for (const line of matchingLines(searchHaystack(bytes, terms), needles)) {
        if (line <= afterLine) continue;
        const first = Math.max(1, line - contextLines);
        known = { line: first, offset: lineStart(bytes, first, known) };
        yield {
          path,
          line_number: line,
          start_line_number: first,
          content: contentOf(bytes, known, line + contextLines),
        };
      }
    },
  };
}

function contentOf(bytes: Buffer, from: { line: number; offset: number }, lastLine: number): string {
  let end = from.offset;
  for (
    let line = from.line;
    line <= lastLine && end - from.offset <= MAX_CONTENT_BYTES && end < bytes.length;
    line += 1
  ) {
    end = lineEnd(bytes, end);
  }
  // A character that this cut halves lies beyond the limit in any case.
  const text = bytes.toString("utf8", from.offset, Math.min(end, from.offset + MAX_CONTENT_BYTES + 4));
  return utf8Head(text, MAX_CONTENT_BYTES);
}
