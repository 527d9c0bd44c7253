import { renderRawMemories } from "../consolidate/raw-memories.ts";

/** A section's first two lines: a memory's text could imitate the first alone. */
const SECTION = /^## Thread `([^`\n]*)`\nupdated_at: /gm;

/** `raw_memories.md` without the sections of some threads; every other byte stays as it is. */
export function withoutThreads(text: string, isForgotten: (threadId: string) => boolean): string {
  const sections = sectionsOf(text);
  const first = sections[0];
  if (first === undefined || !sections.some(({ threadId }) => isForgotten(threadId))) return text;
  const kept = sections.filter(({ threadId }) => !isForgotten(threadId));
  if (kept.length === 0) return renderRawMemories([]);
  return text.slice(0, first.at) + kept.map((section) => section.text).join("");
}

/** The section of one thread in `raw_memories.md`, and where it begins. */
export interface RawSection {
  readonly threadId: string;
  readonly at: number;
  readonly text: string;
}

/** All sections of `raw_memories.md`, in their order; together they are the text from the first one on. */
export function sectionsOf(text: string): RawSection[] {
  const starts = [...text.matchAll(SECTION)].map((match) => ({ at: match.index, threadId: match[1] ?? "" }));
  return starts.map(({ at, threadId }, index) => ({
    threadId,
    at,
    text: text.slice(at, starts[index + 1]?.at ?? text.length),
  }));
}
