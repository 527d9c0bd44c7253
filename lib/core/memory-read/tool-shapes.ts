import { z } from "zod";

/** Most entries that `list` gives at once. */
export const MAX_LIST_ENTRIES = 2_000;
/** Most matches that `search` gives at once. */
export const MAX_SEARCH_MATCHES = 200;
/** Most of a file that `read` gives at once, in tokens. */
export const MAX_READ_TOKENS = 20_000;

const path = z.string().describe('Path relative to the memory root; "" or "." is the root');
const cursor = z.string().describe("next_cursor of the answer before, with the same other arguments");
const maxResults = (most: number) => z.int().min(1).describe(`How many at most; never more than ${most}`);
const nextCursor = z.string().nullable().describe("Give it as cursor to go on; null at the end");
const truncated = z.boolean().describe("Whether something follows");
const text = z.string().refine((value) => value.trim() !== "", "must not be blank");
const line = text.refine((value) => !value.includes("\n"), "must be one line");

export const listInput = z.strictObject({
  path: path.optional(),
  cursor: cursor.optional(),
  max_results: maxResults(MAX_LIST_ENTRIES).optional(),
});
export const listOutput = z.strictObject({
  path: z.string(),
  entries: z.array(z.strictObject({ path: z.string(), entry_type: z.enum(["file", "directory"]) })),
  next_cursor: nextCursor,
  truncated,
});

export const readInput = z.strictObject({
  path: path.describe("Path of a file relative to the memory root"),
  line_offset: z.int().min(1).describe("First line to read, 1-based; default 1").optional(),
  max_lines: z.int().min(1).describe("How many lines at most").optional(),
});
export const readOutput = z.strictObject({
  path: z.string(),
  start_line_number: z.int(),
  content: z.string(),
  truncated,
});

export const searchInput = z.strictObject({
  query: line.describe("Literal text to look for in each line").optional(),
  queries: z.array(line).min(1).describe("Several literal texts; a line with any of them matches").optional(),
  case_sensitive: z.boolean().describe("Default true").optional(),
  path: path.describe("Folder or file to search; default the root").optional(),
  cursor: cursor.optional(),
  context_lines: z.int().min(0).describe("Lines shown before and after each match; default 0").optional(),
  max_results: maxResults(MAX_SEARCH_MATCHES).optional(),
});
export const searchOutput = z.strictObject({
  query: z.union([z.string(), z.array(z.string())]).describe("What was looked for"),
  path: z.string(),
  matches: z.array(
    z.strictObject({
      path: z.string(),
      line_number: z.int(),
      start_line_number: z.int().describe("Number of the first line of content"),
      content: z.string(),
    }),
  ),
  next_cursor: nextCursor,
  truncated,
});

export const noteInput = z.strictObject({
  title: line.describe("A few words that say what the note is about"),
  note: text.describe("What a later session should know"),
});
export const noteOutput = z.strictObject({ path: z.string().describe("The file that was written") });

export type ListInput = z.infer<typeof listInput>;
export type ListOutput = z.infer<typeof listOutput>;
export type ReadInput = z.infer<typeof readInput>;
export type ReadOutput = z.infer<typeof readOutput>;
export type SearchInput = z.infer<typeof searchInput>;
export type SearchOutput = z.infer<typeof searchOutput>;
export type NoteInput = z.infer<typeof noteInput>;
export type NoteOutput = z.infer<typeof noteOutput>;
