import type { Citation } from "../../lib/core/citations/citation.ts";

/** One citation with its place, as it is printed. `citation` may carry resolved lines. */
export interface CitationLine {
  readonly source: string;
  /** Only for messages of transcripts. */
  readonly threadId?: string;
  readonly citation: Citation | undefined;
  /** What `--verify` found; absent without it. */
  readonly findings?: readonly string[];
}

/** The one JSON value of a single input: the citation, or null. */
export function renderCitation({ citation, findings }: CitationLine): string {
  return `${JSON.stringify(asJson(citation, findings))}\n`;
}

/** One line of JSON with the place. */
export function renderCitationLine({ source, threadId, citation, findings }: CitationLine): string {
  const thread = threadId === undefined ? {} : { thread_id: threadId };
  return `${JSON.stringify({ source, ...thread, citation: asJson(citation, findings) })}\n`;
}

/** `path<TAB>start<TAB>end<TAB>note`, a line an entry; a tab inside a value is written `\t`. */
export function renderCitationRows({ citation }: CitationLine): string {
  return (citation?.entries ?? [])
    .map(({ path, lineStart, lineEnd, note }) => `${cell(path)}\t${lineStart}\t${lineEnd}\t${cell(note)}\n`)
    .join("");
}

function asJson(citation: Citation | undefined, findings: readonly string[] | undefined): unknown {
  if (citation === undefined) return null;
  return findings === undefined ? citation : { ...citation, findings };
}

function cell(text: string): string {
  return text.replaceAll("\t", "\\t").replaceAll("\r", "\\r");
}
