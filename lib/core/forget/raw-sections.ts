import { renderRawMemories } from "../consolidate/raw-memories.ts";

/** A section's first two lines: a memory's text could imitate the first alone. */
const SECTION = /^## Thread `([^`\n]*)`\nupdated_at: /gm;

/** `raw_memories.md` without the sections of some threads; every other byte stays as it is. */
export function withoutThreads(text: string, isForgotten: (threadId: string) => boolean): string {
  const starts = [...text.matchAll(SECTION)].map((match) => ({ at: match.index, threadId: match[1] ?? "" }));
  const first = starts[0];
  if (first === undefined || !starts.some(({ threadId }) => isForgotten(threadId))) return text;
  const kept = starts.flatMap(({ at, threadId }, index) =>
    isForgotten(threadId) ? [] : [text.slice(at, starts[index + 1]?.at ?? text.length)],
  );
  return kept.length === 0 ? renderRawMemories([]) : text.slice(0, first.at) + kept.join("");
}
