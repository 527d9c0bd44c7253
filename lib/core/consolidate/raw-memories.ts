import { byteOrder } from "../text/byte-order.ts";
import { rfc3339 } from "../text/time.ts";
import type { MemoryHead, MemoryTexts } from "../types.ts";
import { headerValue } from "./header-value.ts";
import { summaryFileName } from "./summary-file-name.ts";

const HEADING = "# Raw Memories\n\n";

/** A memory as `raw_memories.md` shows it. */
export type RawMemory = Pick<MemoryTexts, "rawMemory"> & Omit<MemoryHead, "gitBranch">;

/** `raw_memories.md`: the raw memories of the selection one after another, in ascending thread-id order. */
export function renderRawMemories(memories: readonly RawMemory[]): string {
  const sections = memories.toSorted((a, b) => byteOrder(a.threadId, b.threadId)).map(renderRawMemory);
  return `${renderRawHeading(memories.length)}${sections.join("")}`;
}

/** What comes before the sections of so many memories; without any it is all. */
export function renderRawHeading(memories: number): string {
  if (memories === 0) return `${HEADING}No raw memories yet.\n`;
  return `${HEADING}Merged stage-1 raw memories (stable ascending thread-id order):\n\n`;
}

/** The section of one memory. */
export function renderRawMemory(memory: RawMemory): string {
  return [
    `## Thread \`${headerValue(memory.threadId)}\``,
    `updated_at: ${rfc3339(memory.sourceUpdatedAt)}`,
    `cwd: ${headerValue(memory.cwd)}`,
    `rollout_path: ${headerValue(memory.rolloutPath)}`,
    `rollout_summary_file: ${summaryFileName(memory)}`,
    "",
    trimWhiteSpace(memory.rawMemory),
    "",
    "",
  ].join("\n");
}

/** Trims what Unicode calls white space; `trim` would take U+FEFF too and leave U+0085. */
function trimWhiteSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWhiteSpace(text.charAt(start))) start += 1;
  while (end > start && isWhiteSpace(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isWhiteSpace(character: string): boolean {
  return /\p{White_Space}/u.test(character);
}
