import type { AgentToolInput, ListResult, ReadResult, SearchResult } from "../../core/consolidate/agent/agent-tools.ts";
import { checkPath } from "../../core/consolidate/agent/tool-policy.ts";
import { lineEnd, lineStart } from "../../core/memory-read/line-range.ts";
import { matchingLines, searchNeedles } from "../../core/memory-read/matching-lines.ts";
import { byteOrder } from "../../core/text/byte-order.ts";
import { utf8Length } from "../../core/text/bytes.ts";
import { BYTES_PER_TOKEN } from "../../core/text/tokens.ts";
import { truncateMiddle } from "../../core/text/truncate.ts";
import type { ConfinedRoot, FolderHandle } from "../fs/folder-handle.ts";
import { insideFolder } from "../fs/inside-folder.ts";
import { listFolder } from "../fs/list-folder.ts";
import { walkFiles } from "../fs/walk-files.ts";
import type { CopyTexts } from "./copy-texts.ts";
import { Refusal, refusing } from "./refusal.ts";

/** One result of `read` or `search`, at most, in bytes: 20,000 tokens. */
const RESULT_MAX_BYTES = 20_000 * BYTES_PER_TOKEN;
const LIST_MAX_ENTRIES = 2_000;
const SEARCH_MAX_MATCHES = 200;
/** A matching line longer than this is cut in the middle. */
const MATCH_MAX_BYTES = 2_000;
const NOTHING = Buffer.alloc(0);

/** `list`: the entries directly in a folder, links and `.git` left out, in byte order. */
export function listTool(root: ConfinedRoot, input: AgentToolInput<"list">): ListResult {
  const path = readablePath(input.path ?? "");
  const names = namesOf(path);
  const listed = refusing(path, () => insideFolder(root, names, (folder) => listFolder(folder, isReadable)));
  const entries = listed
    .map(({ name, kind }) => ({ path: [...names, name].join("/"), entry_type: kind }))
    .toSorted((a, b) => byteOrder(a.path, b.path));
  return { path, entries: entries.slice(0, LIST_MAX_ENTRIES), truncated: entries.length > LIST_MAX_ENTRIES };
}

/** `read`: whole lines from an offset on, newlines kept; a single line over the bound is cut in the middle. */
export function readTool(texts: CopyTexts, input: AgentToolInput<"read">): ReadResult {
  const path = readablePath(input.path);
  const text = refusing(path, () => texts.read(path));
  const first = input.line_offset ?? 1;
  let at = lineStart(text, first);
  if (at >= text.length && first > 1) throw new Refusal(`${JSON.stringify(path)}: has no line ${first}`);
  const lines: string[] = [];
  let bytes = 0;
  while (at < text.length && lines.length < (input.max_lines ?? Number.POSITIVE_INFINITY)) {
    const end = lineEnd(text, at);
    const size = end - at;
    if (bytes + size > RESULT_MAX_BYTES && lines.length > 0) break;
    const line = text.toString("utf8", at, end);
    lines.push(size > RESULT_MAX_BYTES ? `${truncateMiddle(line.trimEnd(), RESULT_MAX_BYTES)}\n` : line);
    bytes += size;
    at = end;
  }
  return { path, start_line_number: first, content: lines.join(""), truncated: at < text.length };
}

/** `search`: the lines that hold a text, in byte order of the paths; links, `.git` and binary files left out. */
export function searchTool(root: ConfinedRoot, texts: CopyTexts, input: AgentToolInput<"search">): SearchResult {
  const path = readablePath(input.path ?? "");
  const { query } = input;
  if (query.includes("\n")) throw new Refusal("a query is part of one line and holds no line end");
  const needles = searchNeedles({ queries: [query], letterCase: "sensitive" });
  const matches: { path: string; line_number: number; content: string }[] = [];
  let bytes = 0;
  let truncated = false;
  const visit = (file: string, folder: FolderHandle, name: string) => {
    const text = searchableText(texts, file, folder, name, path);
    let known = { line: 1, offset: 0 };
    for (const line of matchingLines(text, needles)) {
      known = { line, offset: lineStart(text, line, known) };
      const found = text.toString("utf8", known.offset, lineEnd(text, known.offset)).replace(/\r?\n$/, "");
      const content = truncateMiddle(found, MATCH_MAX_BYTES);
      bytes += utf8Length(content) + file.length;
      truncated = matches.length === SEARCH_MAX_MATCHES || bytes > RESULT_MAX_BYTES;
      if (truncated) return "stop";
      matches.push({ path: file, line_number: line, content });
    }
    return "go_on";
  };
  const visitor = { isWanted: isReadable, skip: () => false, visit } as const;
  refusing(path, () => walkFiles(root, namesOf(path), visitor));
  return { query, path, matches, truncated };
}

/** A file that cannot be read is a refusal when it was asked for, and passed over when it was come by. */
function searchableText(texts: CopyTexts, file: string, folder: FolderHandle, name: string, asked: string): Buffer {
  try {
    const text = refusing(file, () => texts.readIn(folder, name, file));
    return text.includes(0) ? NOTHING : text;
  } catch (thrown) {
    if (thrown instanceof Refusal && file !== asked) return NOTHING;
    throw thrown;
  }
}

function readablePath(given: string): string {
  const verdict = checkPath(given, "read");
  if (!verdict.ok) throw new Refusal(verdict.reason);
  return verdict.path;
}

function namesOf(path: string): string[] {
  return path === "" ? [] : path.split("/");
}

function isReadable(name: string): boolean {
  return checkPath(name, "read").ok;
}
