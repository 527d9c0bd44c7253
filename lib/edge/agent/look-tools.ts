import type { AgentToolInput, ListResult, ReadResult, SearchResult } from "../../core/consolidate/agent-tools.ts";
import { judgePath } from "../../core/consolidate/tool-policy.ts";
import { byteOrder } from "../../core/text/byte-order.ts";
import { utf8Length } from "../../core/text/bytes.ts";
import { BYTES_PER_TOKEN } from "../../core/text/tokens.ts";
import { truncateMiddle } from "../../core/text/truncate.ts";
import { listFolder } from "./confined.ts";
import type { CopyTexts } from "./copy-texts.ts";
import { Refusal, refusing } from "./refusal.ts";

/** One result of `read` or `search`, at most, in bytes: 20,000 tokens. */
const RESULT_MAX_BYTES = 20_000 * BYTES_PER_TOKEN;
const LIST_MAX_ENTRIES = 2_000;
const SEARCH_MAX_MATCHES = 200;
/** A matching line longer than this is cut in the middle. */
const MATCH_MAX_BYTES = 2_000;

/** `list`: the entries directly in a folder, links and `.git` left out, in byte order. */
export function listTool(root: string, input: AgentToolInput<"list">): ListResult {
  const path = readablePath(input.path ?? "");
  const entries = refusing(path, () => entriesOf(root, path));
  return { path, entries: entries.slice(0, LIST_MAX_ENTRIES), truncated: entries.length > LIST_MAX_ENTRIES };
}

/** `read`: whole lines from an offset on, newlines kept; a single line over the bound is cut in the middle. */
export function readTool(texts: CopyTexts, input: AgentToolInput<"read">): ReadResult {
  const path = readablePath(input.path);
  const text = refusing(path, () => texts.read(path));
  const first = input.line_offset ?? 1;
  let at = startOfLine(text, first);
  if (at === undefined) throw new Refusal(`${JSON.stringify(path)}: has no line ${first}`);
  const lines: string[] = [];
  let bytes = 0;
  while (at < text.length && lines.length < (input.max_lines ?? Number.POSITIVE_INFINITY)) {
    const end = endOfLine(text, at);
    const line = text.slice(at, end);
    const size = utf8Length(line);
    if (bytes + size > RESULT_MAX_BYTES && lines.length > 0) break;
    lines.push(size > RESULT_MAX_BYTES ? `${truncateMiddle(line.trimEnd(), RESULT_MAX_BYTES)}\n` : line);
    bytes += size;
    at = end;
  }
  return { path, start_line_number: first, content: lines.join(""), truncated: at < text.length };
}

/** `search`: the lines that hold a text, in byte order of the paths; links, `.git` and binary files left out. */
export function searchTool(root: string, texts: CopyTexts, input: AgentToolInput<"search">): SearchResult {
  const path = readablePath(input.path ?? "");
  const { query } = input;
  if (query.includes("\n")) throw new Refusal("a query is part of one line and holds no line end");
  const matches: { path: string; line_number: number; content: string }[] = [];
  let bytes = 0;
  for (const file of refusing(path, () => filesUnder(root, path))) {
    for (const match of linesWith(searchableText(texts, file, path), query)) {
      const content = truncateMiddle(match.content, MATCH_MAX_BYTES);
      bytes += utf8Length(content) + file.length;
      if (matches.length === SEARCH_MAX_MATCHES || bytes > RESULT_MAX_BYTES)
        return { query, path, matches, truncated: true };
      matches.push({ path: file, line_number: match.line_number, content });
    }
  }
  return { query, path, matches, truncated: false };
}

/** A file that cannot be read is a refusal when it was asked for, and passed over when it was come by. */
function searchableText(texts: CopyTexts, file: string, asked: string): string {
  try {
    const text = refusing(file, () => texts.read(file));
    return text.includes("\0") ? "" : text;
  } catch (thrown) {
    if (thrown instanceof Refusal && file !== asked) return "";
    throw thrown;
  }
}

function readablePath(given: string): string {
  const verdict = judgePath(given, "read");
  if (!verdict.ok) throw new Refusal(verdict.reason);
  return verdict.path;
}

function entriesOf(root: string, path: string): { path: string; entry_type: "file" | "directory" }[] {
  return listFolder(root, path)
    .filter(({ name, found }) => judgePath(name, "read").ok && (found.isFile() || found.isDirectory()))
    .map(({ name, found }) => ({
      path: path === "" ? name : `${path}/${name}`,
      entry_type: found.isDirectory() ? ("directory" as const) : ("file" as const),
    }))
    .toSorted((a, b) => byteOrder(a.path, b.path));
}

/** Every regular file at or under a path, in byte order. */
function filesUnder(root: string, path: string): string[] {
  const parent = path.split("/").slice(0, -1).join("/");
  const itself = path === "" ? undefined : entriesOf(root, parent).find((entry) => entry.path === path);
  if (itself?.entry_type === "file") return [path];
  const files: string[] = [];
  const folders = [path];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entriesOf(root, folder)) (entry.entry_type === "file" ? files : folders).push(entry.path);
  }
  return files.toSorted(byteOrder);
}

function* linesWith(text: string, query: string): Generator<{ line_number: number; content: string }> {
  let line = 1;
  let counted = 0;
  for (let at = text.indexOf(query); at !== -1; at = text.indexOf(query, endOfLine(text, at))) {
    const start = text.lastIndexOf("\n", at) + 1;
    for (; counted < start; counted = endOfLine(text, counted)) line += 1;
    yield { line_number: line, content: text.slice(start, endOfLine(text, at)).replace(/\r?\n$/, "") };
  }
}

/** Where line `number` (from 1) begins; undefined when the text has no such line. An empty text has a line 1. */
function startOfLine(text: string, number: number): number | undefined {
  let at = 0;
  for (let line = 1; line < number; line += 1) {
    at = endOfLine(text, at);
    if (at >= text.length) return undefined;
  }
  return at;
}

/** Behind the line feed that ends the line at `at`, or the end of the text. */
function endOfLine(text: string, at: number): number {
  const feed = text.indexOf("\n", at);
  return feed === -1 ? text.length : feed + 1;
}
