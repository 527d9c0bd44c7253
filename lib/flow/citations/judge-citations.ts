import type { Citation, CitationEntry } from "../../core/citations/citation.ts";
import { citedText, judgeLines } from "../../core/citations/judge-entry.ts";
import { MemoriesError } from "../../core/errors.ts";
import { parseMemoryPath } from "../../core/memory-read/memory-path.ts";
import { readMemoryFile } from "../../edge/memory-files/open-memory.ts";

/** An entry with the lines it cites; null where it does not resolve. */
export interface ResolvedEntry extends CitationEntry {
  readonly text: string | null;
}

/** What an entry says wrong, one line each: `<path>:<start>-<end>: <reason>`. */
export function verifyCitation(root: string, citation: Citation): string[] {
  const read = memoryReader(root);
  return citation.entries.flatMap((entry) => {
    const file = read(entry.path);
    // A range that is wrong by itself is so whether or not the file is there.
    const reasons = typeof file === "string" ? [file, rangeReason(entry)] : [judgeLines(file, entry)];
    const place = `${entry.path}:${entry.lineStart}-${entry.lineEnd}`;
    return reasons.filter((reason) => reason !== undefined).map((reason) => `${place}: ${reason}`);
  });
}

/** The citation with each entry's lines inlined, never from outside the root. */
export function resolveCitation(root: string, citation: Citation): { entries: ResolvedEntry[]; rolloutIds: string[] } {
  const read = memoryReader(root);
  const entries = citation.entries.map((entry) => {
    const file = read(entry.path);
    return { ...entry, text: (typeof file === "string" ? undefined : citedText(file, entry)) ?? null };
  });
  return { entries, rolloutIds: [...citation.rolloutIds] };
}

function rangeReason(entry: CitationEntry): string | undefined {
  return entry.lineStart > entry.lineEnd ? "start after end" : undefined;
}

/** Gives a file's bytes or why it cannot be read; neighbouring entries mostly name the same file. */
function memoryReader(root: string): (path: string) => Buffer | string {
  let last: { path: string; file: Buffer | string } | undefined;
  return (path) => {
    if (last?.path === path) return last.file;
    last = { path, file: readOrReason(root, path) };
    return last.file;
  };
}

function readOrReason(root: string, path: string): Buffer | string {
  try {
    return readMemoryFile(root, parseMemoryPath(path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path));
  } catch (thrown) {
    if (!(thrown instanceof MemoriesError)) throw thrown;
    return thrown.message;
  }
}
