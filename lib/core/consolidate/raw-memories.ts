import { byteOrder } from "../text/byte-order.ts";
import { ownCopy } from "../text/own-copy.ts";
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

/** One section of `raw_memories.md`. */
export interface RawThread {
  readonly threadId: string;
  /** RFC 3339, as written there. */
  readonly updatedAt: string;
  readonly cwd: string;
  /** Name of its file in `rollout_summaries/`. */
  readonly summaryFile: string;
  /** Bytes of its raw memory. */
  readonly size: number;
  /** The raw memory, trimmed. It is decoded at each call: of thousands one at a time is in memory as a text. */
  readonly body: () => string;
}

const MARK = Buffer.from("## Thread `");
const LINE_END = 10;
/** The lines of a head, with the empty one behind it. */
const HEAD_LINES = 6;
const HEAD =
  /^## Thread `([^`\n]+)`\nupdated_at: ([^\n]*)\ncwd: ([^\n]*)\nrollout_path: [^\n]*\nrollout_summary_file: ([^\n]*)\n\n$/;

const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** Reads `raw_memories.md` back into its sections, in the order they stand there. */
export function parseRawMemories(raw: Uint8Array): RawThread[] {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.length);
  const heads = [...headsIn(bytes)];
  return heads.map(({ end, fields }, at) => {
    const [threadId = "", updatedAt = "", cwd = "", summaryFile = ""] = fields;
    const section = bytes.subarray(end, heads[at + 1]?.start ?? bytes.length);
    return { threadId, updatedAt, cwd, summaryFile, size: section.length, body: () => DECODER.decode(section).trim() };
  });
}

interface Head {
  readonly start: number;
  readonly end: number;
  readonly fields: readonly string[];
}

function* headsIn(bytes: Buffer): Generator<Head, void> {
  for (let start = bytes.indexOf(MARK); start >= 0; start = bytes.indexOf(MARK, start + MARK.length)) {
    if (start > 0 && bytes[start - 1] !== LINE_END) continue;
    const end = endOfLines(bytes, start, HEAD_LINES);
    const found = end === undefined ? null : HEAD.exec(DECODER.decode(bytes.subarray(start, end)));
    if (end !== undefined && found !== null) yield { start, end, fields: found.slice(1).map(ownCopy) };
  }
}

/** Where so many lines from `start` on end; undefined when there are fewer. */
function endOfLines(bytes: Buffer, start: number, lines: number): number | undefined {
  let end = start;
  for (let line = 0; line < lines; line += 1) {
    const found = bytes.indexOf(LINE_END, end);
    if (found < 0) return undefined;
    end = found + 1;
  }
  return end;
}
