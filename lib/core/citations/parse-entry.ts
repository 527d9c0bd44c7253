import type { CitationEntry } from "./citation.ts";

const NOTE = "|note=[";
const MAX_UINT32 = 0xffff_ffff;

/**
 * Reads `<path>:<start>-<end>|note=[<note>]`: the last `|note=[` splits off the note, the last `:` before it the
 * lines, which are unsigned 32-bit decimals. Space around each part is dropped. Undefined for any other line.
 */
export function parseCitationEntry(line: string): CitationEntry | undefined {
  const text = line.trim();
  const noteAt = text.lastIndexOf(NOTE);
  if (noteAt === -1 || !text.endsWith("]")) return undefined;
  const place = text.slice(0, noteAt);
  const colon = place.lastIndexOf(":");
  if (colon === -1) return undefined;
  const path = place.slice(0, colon).trim();
  const dash = place.indexOf("-", colon);
  if (path === "" || dash === -1) return undefined;
  const lineStart = parseLineNumber(place.slice(colon + 1, dash));
  const lineEnd = parseLineNumber(place.slice(dash + 1));
  if (lineStart === undefined || lineEnd === undefined) return undefined;
  return { path, lineStart, lineEnd, note: text.slice(noteAt + NOTE.length, -1).trim() };
}

function parseLineNumber(text: string): number | undefined {
  const digits = text.trim();
  if (!/^\d+$/.test(digits)) return undefined;
  const value = Number(digits);
  return value <= MAX_UINT32 ? value : undefined;
}
