import type { Citation, CitationEntry } from "../../lib/core/citations/citation.ts";

/** What one source cites, as it is printed. Entries may carry resolved lines. */
export interface CitationLine {
  /** A file, `-` for standard input, or `<path>:<line>` of a transcript. */
  readonly source: string;
  /** The session whose message it is; undefined for a text that is no transcript. */
  readonly threadId: string | undefined;
  readonly citation: Citation | undefined;
  /** What `--verify` found. */
  readonly problems: readonly string[];
}

/** How a source's citations are printed. */
export type CitationForm = "json" | "tsv" | "grep";

/** The first row of `--format tsv`. */
export const CITATION_HEADER = "source\tthread_id\tpath\tline_start\tline_end\tnote\n";

/** One source's citations; each form is made of whole lines. */
export function renderCitations(line: CitationLine, form: CitationForm): string {
  if (form === "json") return `${JSON.stringify(citationJson(line))}\n`;
  const rows = line.citation?.entries ?? [];
  return rows.map((entry) => (form === "tsv" ? tsvRow(line, entry) : grepRow(entry))).join("");
}

/** The one shape of a source's citations, also where there are none (spec 9, the JSON contract). */
export function citationJson({ source, threadId, citation, problems }: CitationLine): object {
  const entries = (citation?.entries ?? []).map(({ path, lineStart, lineEnd, note, ...resolved }) => ({
    path,
    line_start: lineStart,
    line_end: lineEnd,
    note,
    ...resolved,
  }));
  return { source, thread_id: threadId ?? null, entries, thread_ids: citation?.rolloutIds ?? [], problems };
}

function tsvRow({ source, threadId = "" }: CitationLine, { path, lineStart, lineEnd, note }: CitationEntry): string {
  return `${[source, threadId, path, `${lineStart}`, `${lineEnd}`, note].map(cell).join("\t")}\n`;
}

function grepRow({ path, lineStart, note }: CitationEntry): string {
  return `${cell(path)}:${lineStart}: ${cell(note)}\n`;
}

/** A tab or a line end inside a value would look like the end of it. */
function cell(text: string): string {
  return text.replace(/[\t\r\n]+/g, " ");
}
