/** One section of `raw_memories.md`. */
export interface RawThread {
  readonly threadId: string;
  /** RFC 3339, as written there. */
  readonly updatedAt: string;
  readonly cwd: string;
  /** Name of its file in `rollout_summaries/`. */
  readonly summaryFile: string;
  /** The raw memory, trimmed. */
  readonly body: string;
}

const SECTION =
  /(?<![^\n])## Thread `([^`\n]+)`\nupdated_at: ([^\n]*)\ncwd: ([^\n]*)\nrollout_path: [^\n]*\nrollout_summary_file: ([^\n]*)\n\n/g;

/** Reads `raw_memories.md` back into its sections, in the order they stand there. */
export function parseRawMemories(text: string): RawThread[] {
  const heads = [...text.matchAll(SECTION)];
  return heads.map((head, at) => {
    const [, threadId = "", updatedAt = "", cwd = "", summaryFile = ""] = head;
    const body = text.slice(head.index + head[0].length, heads[at + 1]?.index ?? text.length);
    return { threadId, updatedAt, cwd, summaryFile, body: body.trim() };
  });
}
