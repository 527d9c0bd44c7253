import { type JsonObject, listOf, objectOf, stringOf, textOf } from "../text/json.ts";
import type { Citation, CitationEntry } from "./citation.ts";

/**
 * The citation that a transcript keeps beside a message whose block it has taken out; undefined when there is none,
 * or nothing in it.
 */
export function readMemoryCitation(value: unknown): Citation | undefined {
  const citation = objectOf(value);
  if (citation === undefined) return undefined;
  const entries = listOf(citation.entries).flatMap((entry) => entryOf(objectOf(entry) ?? {}) ?? []);
  const given = [citation.rollout_ids, citation.rolloutIds, citation.thread_ids, citation.threadIds].map(listOf);
  const ids = (given.find((list) => list.length > 0) ?? []).flatMap((id) => textOf(id)?.trim() ?? []);
  return entries.length + ids.length === 0 ? undefined : { entries, rolloutIds: [...new Set(ids)] };
}

function entryOf(entry: JsonObject): CitationEntry | undefined {
  const path = textOf(entry.path);
  const lineStart = entry.line_start ?? entry.lineStart;
  const lineEnd = entry.line_end ?? entry.lineEnd;
  if (path === undefined || typeof lineStart !== "number" || typeof lineEnd !== "number") return undefined;
  return { path, lineStart, lineEnd, note: stringOf(entry.note) ?? "" };
}
