import type { Citation, CitationEntry } from "../../../lib/core/citations/citation.ts";

/** The rules once more over a whole string, by plain splitting: what the streaming scanner must agree with. */
export function citationOf(text: string): { visible: string; citation: Citation | undefined } {
  const [first = "", ...rest] = text.split("<oai-mem-citation>");
  let visible = first;
  const entries: CitationEntry[] = [];
  const ids: string[] = [];
  let body: string | undefined;
  const close = (whole: string) => {
    entries.push(...section(whole, "citation_entries").flatMap(entryOf));
    const own = whole.includes("<rollout_ids>") ? "rollout_ids" : "thread_ids";
    ids.push(...section(whole, own));
    body = undefined;
  };
  for (const piece of rest) {
    const text: string = body === undefined ? piece : `${body}<oai-mem-citation>${piece}`;
    const end = text.indexOf("</oai-mem-citation>");
    if (end === -1) {
      body = text;
      continue;
    }
    close(text.slice(0, end));
    visible += text.slice(end + "</oai-mem-citation>".length);
    // A further opening tag after this block is the next piece of the split.
  }
  if (body !== undefined) close(body);
  const distinct = [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
  const rolloutIds = [...new Set(ids)];
  return {
    visible,
    citation: distinct.length + rolloutIds.length === 0 ? undefined : { entries: distinct, rolloutIds },
  };
}

function section(block: string, name: string): string[] {
  const start = block.indexOf(`<${name}>`);
  if (start === -1) return [];
  const rest = block.slice(start + name.length + 2);
  const end = rest.indexOf(`</${name}>`);
  const lines = (end === -1 ? rest : rest.slice(0, end)).split("\n");
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}

function entryOf(line: string): CitationEntry[] {
  const match = /^(.*):\s*(\d+)\s*-\s*(\d+)\s*\|note=\[(.*)\]$/s.exec(splitNote(line));
  if (match === null) return [];
  const [, path = "", start, end, note = ""] = match;
  const entry = { path: path.trim(), lineStart: Number(start), lineEnd: Number(end), note: note.trim() };
  return entry.path === "" || entry.lineStart > 4294967295 || entry.lineEnd > 4294967295 ? [] : [entry];
}

/** Only the last `|note=[` counts: earlier ones are made unreadable for the pattern. */
function splitNote(line: string): string {
  const at = line.lastIndexOf("|note=[");
  const place = line.slice(0, Math.max(at, 0));
  return /:\s*\d+\s*-\s*\d+\s*$/.test(place) ? line : "";
}
