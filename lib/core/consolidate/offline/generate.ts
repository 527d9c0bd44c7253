import { byteOrder } from "../../text/byte-order.ts";
import { utf8Length } from "../../text/bytes.ts";
import { RAW_MEMORIES_FILE } from "../paths.ts";
import { FILE_MAX_BYTES } from "../tool-policy.ts";
import { extensionNotes } from "./extension-notes.ts";
import { buildHandbook, type HandbookBlock } from "./handbook.ts";
import { makeSection, renderOutline } from "./outline.ts";
import { parseRawMemories, type RawThread } from "./raw-threads.ts";
import { renderHandbook } from "./render-handbook.ts";
import { listSkills, type SkillEntry } from "./skills.ts";
import { nameTasks } from "./task-numbers.ts";

/** What the inputs say, sorted, before it meets what is on disk. */
export interface Generated {
  readonly blocks: readonly HandbookBlock[];
  readonly skills: readonly SkillEntry[];
  /** Bytes of one statement in the handbook, at most. */
  readonly itemMaxBytes: number;
}

/** A handbook has to fit in a file, with room for what a person adds. */
const HANDBOOK_MAX_BYTES = Math.floor((FILE_MAX_BYTES * 3) / 4);
/** Shares of each task, from all there is to the barest; the first that fits is taken. */
const SHARES = [
  { itemsPerTask: 60, itemMaxBytes: 2_000 },
  { itemsPerTask: 16, itemMaxBytes: 700 },
  { itemsPerTask: 6, itemMaxBytes: 300 },
  { itemsPerTask: 3, itemMaxBytes: 200 },
] as const;

/** Reads the inputs of a consolidation: equal inputs give equal results. `files`: path to text. */
export function generateFrom(files: ReadonlyMap<string, string>): Generated {
  let threads = parseRawMemories(files.get(RAW_MEMORIES_FILE) ?? "");
  const notes = extensionNotes(files);
  const skills = listSkills(files);
  for (;;) {
    for (const share of SHARES) {
      const generated = { blocks: buildHandbook(threads, notes, share), skills, itemMaxBytes: share.itemMaxBytes };
      if (sizeOf(generated) <= HANDBOOK_MAX_BYTES || (threads.length === 0 && share === SHARES.at(-1)))
        return generated;
    }
    threads = newerHalf(threads);
  }
}

function sizeOf({ blocks, itemMaxBytes }: Generated): number {
  const naming = nameTasks([], blocks, makeSection(0, "", [])).now;
  return utf8Length(renderOutline(renderHandbook(blocks, naming, itemMaxBytes)));
}

/** The sessions last worked in, in their old order; the others stay findable in `raw_memories.md`. */
function newerHalf(threads: readonly RawThread[]): RawThread[] {
  const kept = new Set(
    threads.toSorted((a, b) => byteOrder(b.updatedAt, a.updatedAt)).slice(0, Math.floor(threads.length / 2)),
  );
  return threads.filter((thread) => kept.has(thread));
}
