import type { OpenEnd } from "../../finding.ts";
import { classAt, codeAt, LINE_END, QUOTE } from "../../search/characters.ts";

/**
 * A quote as it stands in a text: `"`, `'` or a backtick behind any number of backslashes (a string inside a string
 * inside a string), its JSON escape (`\u0022`), its HTML entity or its URL escape.
 */
export interface Quote {
  /** The quote without the backslashes before it. */
  readonly mark: string;
  readonly backslashes: number;
  /** Offset behind the quote. */
  readonly end: number;
}

/** Deeper nesting than this is not followed. */
const MAX_BACKSLASHES = 31;
const ESCAPED_MARK = /u00(?:22|27|60)|&(?:quot|apos|#34|#39);|%2[27]/iy;

/** The quote at `from`, if there is one. */
export function quoteAt(text: string, from: number): Quote | undefined {
  let at = from;
  while (codeAt(text, at) === 92 && at - from < MAX_BACKSLASHES) at++;
  const backslashes = at - from;
  if ((classAt(text, at) & QUOTE) !== 0) return { mark: text.charAt(at), backslashes, end: at + 1 };
  const code = codeAt(text, at);
  const escaped = (code === 117 && backslashes > 0) || (backslashes === 0 && (code === 38 || code === 37));
  if (!escaped) return undefined;
  ESCAPED_MARK.lastIndex = at;
  if (!ESCAPED_MARK.test(text)) return undefined;
  return { mark: text.slice(at, ESCAPED_MARK.lastIndex), backslashes, end: ESCAPED_MARK.lastIndex };
}

/**
 * Where the string that `quote` opened ends: at the same quote behind backslashes of its own depth, at the end of the
 * line (a backtick string goes on), or -1 when the text ends first. A quote of a deeper level stands behind more
 * backslashes and belongs to the string; one behind fewer closes a string around it and so this one too.
 */
export function closingQuote(text: string, from: number, quote: Quote): number {
  const lines = quote.mark === "`";
  const limit = lines ? Math.min(text.length, from + TEMPLATE_REACH) : text.length;
  for (let at = from; at < limit; at++) {
    const code = codeAt(text, at);
    if (!lines && (classAt(text, at) & LINE_END) !== 0) return at;
    if (code === 92) {
      const start = at;
      while (codeAt(text, at) === 92) at++;
      if (at >= text.length) return -1;
      const count = at - start;
      const code = codeAt(text, at);
      const escapedLineEnd = !lines && count <= quote.backslashes && (code === 110 || code === 114);
      if (escapedLineEnd) return Math.max(from, start);
      if (endsHere(text, at, count, quote)) return Math.max(from, at - Math.min(count, quote.backslashes));
      continue;
    }
    if (endsHere(text, at, 0, quote)) return at;
  }
  return limit < text.length ? runEndOfLine(text, from) : -1;
}

/** A string in backticks that is longer than this is taken for one line: a template holds no secret of this length. */
const TEMPLATE_REACH = 2_048;
function runEndOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && (classAt(text, at) & LINE_END) === 0) at++;
  return at;
}

/** Whether the quote at `at`, behind `count` backslashes, ends a string that `quote` opened. */
function endsHere(text: string, at: number, count: number, quote: Quote): boolean {
  if (!text.startsWith(quote.mark, at)) {
    // a plain quote around an escaped string, or around one in another notation, ends that one too
    return quote.backslashes > 0 && count < quote.backslashes && (classAt(text, at) & QUOTE) !== 0 && text[at] === '"';
  }
  if (count < quote.backslashes) return true;
  return count % (2 * (quote.backslashes + 1)) === quote.backslashes;
}

/** `closingQuote` for later text. */
export function openString(quote: Quote): OpenEnd {
  return (text, from) => closingQuote(text, from, quote);
}
