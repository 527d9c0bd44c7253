import { MemoriesError } from "../../core/errors.ts";
import { countLines, sliceLines } from "../../core/memory-read/line-range.ts";
import { parseMemoryPath } from "../../core/memory-read/memory-path.ts";
import { MAX_READ_TOKENS, type ReadInput, type ReadOutput } from "../../core/memory-read/tool-shapes.ts";
import { BYTES_PER_TOKEN } from "../../core/text/tokens.ts";
import type { ConfinedRoot } from "../../edge/fs/folder-handle.ts";
import { readMemoryFile } from "../../edge/memory-files/open-memory.ts";

/** The `read` tool: lines of one file from `line_offset` on, whole lines up to the token limit. */
export function readMemory(root: ConfinedRoot, input: ReadInput): ReadOutput {
  const path = parseMemoryPath(input.path);
  const start = input.line_offset ?? 1;
  const bytes = readMemoryFile(root, path);
  const slice = sliceLines(bytes, start, {
    maxLines: input.max_lines ?? Number.POSITIVE_INFINITY,
    maxBytes: MAX_READ_TOKENS * BYTES_PER_TOKEN,
  });
  if (slice === undefined) {
    throw new MemoriesError(
      "bad_input",
      `line_offset ${start} is past the end: the file has ${countLines(bytes)} lines`,
    );
  }
  return { path: path.join("/"), start_line_number: start, content: slice.content, truncated: slice.truncated };
}
