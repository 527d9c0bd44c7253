import { MemoriesError } from "../../core/errors.ts";
import { type PagePosition, parseCursor, renderCursor } from "../../core/memory-read/cursor.ts";
import { parseMemoryPath } from "../../core/memory-read/memory-path.ts";
import { makeFileSearch, type SearchMatch } from "../../core/memory-read/search-file.ts";
import { MAX_SEARCH_MATCHES, type SearchInput, type SearchOutput } from "../../core/memory-read/tool-shapes.ts";
import { byteOrder } from "../../core/text/byte-order.ts";
import { utf8Length } from "../../core/text/bytes.ts";
import type { ConfinedRoot } from "../../edge/fs/folder-handle.ts";
import { walkMemory } from "../../edge/memory-files/open-memory.ts";

/** Content of one page, at most: with wide contexts two hundred matches would be more than a client takes. */
const MAX_PAGE_BYTES = 1024 * 1024;

/** The `search` tool: lines that hold any of the queries, by path in byte order and line, one page. */
export function searchMemory(root: ConfinedRoot, input: SearchInput): SearchOutput {
  const queries = queriesOf(input);
  const path = parseMemoryPath(input.path ?? "");
  const letterCase = input.case_sensitive === false ? "insensitive" : "sensitive";
  const context = input.context_lines ?? 0;
  const question = ["search", queries, letterCase, path, context];
  const after = input.cursor === undefined ? undefined : parseCursor(question, input.cursor);
  const limit = Math.min(input.max_results ?? MAX_SEARCH_MATCHES, MAX_SEARCH_MATCHES);
  const search = makeFileSearch({ queries, letterCase }, context);
  const matches: SearchMatch[] = [];
  let room = MAX_PAGE_BYTES;
  let truncated = false;
  walkMemory(root, path, {
    skip: (candidate) => after !== undefined && isBefore(candidate, after),
    visit(file, bytes) {
      if (after !== undefined && byteOrder(file, after.path) < 0) return "go_on";
      for (const match of search.matches(file, bytes, file === after?.path ? after.line : 0)) {
        room -= utf8Length(match.content);
        truncated = matches.length === limit || (room < 0 && matches.length > 0);
        if (truncated) return "stop";
        matches.push(match);
      }
      return "go_on";
    },
  });
  const last = matches.at(-1);
  return {
    query: input.query ?? queries,
    path: path.join("/"),
    matches,
    next_cursor: truncated && last ? renderCursor(question, { path: last.path, line: last.line_number }) : null,
    truncated,
  };
}

function queriesOf(input: SearchInput): string[] {
  if ((input.query === undefined) === (input.queries === undefined)) {
    throw new MemoriesError("bad_input", "wrong arguments: give either query or queries");
  }
  return input.queries ?? [input.query ?? ""];
}

/** Whether all that lies at or below a path (a folder's ends with `/`) was given on an earlier page. */
function isBefore(candidate: string, after: PagePosition): boolean {
  return byteOrder(candidate, after.path) < 0 && !(candidate.endsWith("/") && after.path.startsWith(candidate));
}
