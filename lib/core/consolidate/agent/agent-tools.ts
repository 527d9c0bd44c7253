import * as z from "zod/mini";

const lineCount = z.int().check(z.minimum(1));
const someText = z.string().check(z.minLength(1));

/**
 * The tools of the consolidation agent: names, arguments and descriptions. They are part of each request and
 * so of each recorded exchange; results are described with what makes them. Strict: an unknown key is an error.
 */
export const AGENT_TOOLS = {
  list: {
    description:
      "List the entries directly in a folder (the memory folder itself without `path`), in byte order. Returns {path, entries: [{path, entry_type: file|directory}], truncated}.",
    input: z.strictObject({ path: z.optional(z.string()) }),
  },
  read: {
    description:
      "Read lines of a text file, from line `line_offset` (1-based, default 1) on, at most `max_lines`. Returns {path, start_line_number, content, truncated}; `truncated` says that lines follow.",
    input: z.strictObject({
      path: z.string(),
      line_offset: z.optional(lineCount),
      max_lines: z.optional(lineCount),
    }),
  },
  search: {
    description:
      "Find lines that hold `query` literally, letter case counting, in one file or everywhere under a folder. Returns {query, path, matches: [{path, line_number, content}], truncated}.",
    input: z.strictObject({ query: someText, path: z.optional(z.string()) }),
  },
  write: {
    description: "Create a file or replace the whole of it, folders on the way included. Returns {path, bytes}.",
    input: z.strictObject({ path: z.string(), content: z.string() }),
  },
  edit: {
    description:
      "Replace `old_text`, which must stand in the file exactly once, by `new_text`. Returns {path, line_number} of the place.",
    input: z.strictObject({ path: z.string(), old_text: someText, new_text: z.string() }),
  },
  move: {
    description:
      "Give a file or a folder under skills/ another path that does not exist yet, folders on the way included. Returns {from, to}.",
    input: z.strictObject({ from: z.string(), to: z.string() }),
  },
  delete: {
    description: "Delete a file, or a folder under skills/ with all that is in it. Returns {path, files_deleted}.",
    input: z.strictObject({ path: z.string() }),
  },
} as const;

/** The name of a tool. */
export type AgentToolName = keyof typeof AGENT_TOOLS;
/** The arguments of a tool, checked. */
export type AgentToolInput<N extends AgentToolName> = z.infer<(typeof AGENT_TOOLS)[N]["input"]>;

/** One result of `list`. */
export interface ListResult {
  readonly path: string;
  readonly entries: readonly { readonly path: string; readonly entry_type: "file" | "directory" }[];
  readonly truncated: boolean;
}
/** One result of `read`. `content` keeps its newlines. */
export interface ReadResult {
  readonly path: string;
  readonly start_line_number: number;
  readonly content: string;
  readonly truncated: boolean;
}
/** One result of `search`. Matches are in byte order of the paths, then by line. */
export interface SearchResult {
  readonly query: string;
  readonly path: string;
  readonly matches: readonly { readonly path: string; readonly line_number: number; readonly content: string }[];
  readonly truncated: boolean;
}
