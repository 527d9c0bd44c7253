import { countLines, lineEnd, lineStart, sliceLines } from "../memory-read/line-range.ts";
import type { CitationEntry } from "./citation.ts";

/** How much of the cited lines is inlined. */
const RESOLVED_LIMITS = { maxLines: 200, maxBytes: 64 * 1024 };

/** What is wrong with the lines that an entry cites of a file; undefined when they are there and say something. */
export function judgeLines(file: Buffer, entry: CitationEntry): string | undefined {
  if (entry.lineStart > entry.lineEnd) return "start after end";
  if (entry.lineStart === 0) return "line 0 does not exist";
  const lines = countLines(file);
  if (entry.lineEnd > lines) return `line ${entry.lineEnd} does not exist: the file has ${lines}`;
  return isBlank(file, entry) ? "the lines are all blank" : undefined;
}

/** The cited lines, without the newline after the last one; undefined where some of them do not exist. */
export function citedText(file: Buffer, entry: CitationEntry): string | undefined {
  if (entry.lineStart > entry.lineEnd || entry.lineStart === 0 || entry.lineEnd > countLines(file)) return undefined;
  const maxLines = Math.min(RESOLVED_LIMITS.maxLines, entry.lineEnd - entry.lineStart + 1);
  const content = sliceLines(file, entry.lineStart, { ...RESOLVED_LIMITS, maxLines })?.content;
  return content?.replace(/\r?\n$/, "");
}

function isBlank(file: Buffer, entry: CitationEntry): boolean {
  let at = lineStart(file, entry.lineStart);
  for (let line = entry.lineStart; line <= entry.lineEnd; line += 1) {
    const end = lineEnd(file, at);
    if (file.toString("utf8", at, end).trim() !== "") return false;
    at = end;
  }
  return true;
}
