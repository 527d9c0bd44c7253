import { FILE_MAX_BYTES } from "../../consolidate/agent/tool-policy.ts";
import { RAW_MEMORIES_FILE } from "../../consolidate/paths.ts";
import { parseRawMemories, type RawThread } from "../../consolidate/raw-memories.ts";
import type { Steps } from "../../steps.ts";
import { byteOrder } from "../../text/byte-order.ts";
import { utf8Length } from "../../text/bytes.ts";
import { type FileContents, textIn } from "../../tree/file-contents.ts";
import { leastBytes } from "./merging/least-bytes.ts";
import { type ExtensionNote, extensionNotes } from "./reading/extension-notes.ts";
import type { Section } from "./reading/outline.ts";
import { notePiece, type Piece, threadPieces } from "./reading/pieces.ts";
import { listSkills } from "./skills.ts";
import { buildHandbook, type HandbookBlock } from "./writing/handbook.ts";
import { type Share, sharedStatements } from "./writing/render-handbook.ts";
import { renderSummary } from "./writing/render-summary.ts";

/** What the inputs say, sorted, before it meets what is on disk. */
export interface Generated {
  /** With the statements that there is room for. */
  readonly blocks: readonly HandbookBlock[];
  readonly share: Share;
  readonly summary: Section;
}

/** A handbook has to fit in a file, with room for what a person adds. */
const HANDBOOK_MAX_BYTES = Math.floor((FILE_MAX_BYTES * 3) / 4);
const BAREST_SHARE: Share = { perTask: 3, maxBytes: 200 };
/** Shares from all there is to the barest; the first that fits is taken. */
const SHARES: readonly Share[] = [
  { perTask: 60, maxBytes: 2_000 },
  { perTask: 16, maxBytes: 700 },
  { perTask: 6, maxBytes: 300 },
  BAREST_SHARE,
];
/** For inputs that do not fit even without a session. */
const LAST_SHARE: Share = { perTask: 1, maxBytes: 100 };
/** So many sessions are read in a step: what that leaves behind is some megabytes. */
const STEP = 32;
/** Bytes of a block, of a task's headings, of a source's facts and of a reference, beside the texts in them. */
const BLOCK_BYTES = 320;
const TASK_BYTES = 90;
const SOURCE_BYTES = 110;
const REFERENCE_BYTES = 12;

/** Reads the inputs of a consolidation, in steps: equal inputs give equal results. */
export function* generateFrom(files: FileContents): Steps<Generated> {
  const texts = textsOf(files);
  const notes = extensionNotes(texts);
  const { blocks, share } = yield* blocksThatFit(
    parseRawMemories(files.get(RAW_MEMORIES_FILE) ?? new Uint8Array()),
    notes,
  );
  return {
    blocks: blocks.map((block) => ({ ...block, statements: sharedStatements(block, share) })),
    share,
    summary: yield* renderSummary(blocks, listSkills(texts)),
  };
}

/** The texts of all files but the raw memories, which are many times as large as the others and read one by one. */
function textsOf(files: FileContents): ReadonlyMap<string, string> {
  const paths = [...files.keys()].filter((path) => path !== RAW_MEMORIES_FILE);
  return new Map(paths.map((path) => [path, textIn(files, path) ?? ""]));
}

function* blocksThatFit(
  all: readonly RawThread[],
  notes: readonly ExtensionNote[],
): Steps<{ readonly blocks: readonly HandbookBlock[]; readonly share: Share }> {
  let heads = new Map<RawThread, readonly Piece[]>();
  for (let threads = all; ; threads = newerHalf(threads)) {
    heads = new Map(threads.flatMap((thread) => (heads.has(thread) ? [[thread, heads.get(thread) ?? []]] : [])));
    if (threads.length > 0 && (yield* isSurelyTooMuch(threads, notes, heads))) continue;
    const blocks = yield* buildHandbook(piecesOf(threads, notes));
    yield "part";
    const share = shareFor(blocks);
    if (share !== undefined || threads.length === 0) return { blocks, share: share ?? LAST_SHARE };
  }
}

function shareFor(blocks: readonly HandbookBlock[]): Share | undefined {
  return SHARES.find((one) => estimateBytes(blocks, one) <= HANDBOOK_MAX_BYTES);
}

/**
 * Whether nothing needs to be gathered to know that there is no room for it. Of so many sessions the statements are
 * not held in memory at once. `heads`: pieces without their statements, which are read once and kept here.
 */
function* isSurelyTooMuch(
  threads: readonly RawThread[],
  notes: readonly ExtensionNote[],
  heads: Map<RawThread, readonly Piece[]>,
): Steps<boolean> {
  if (threads.reduce((sum, { size }) => sum + size, 0) <= HANDBOOK_MAX_BYTES) return false;
  for (const [at, thread] of threads.entries()) {
    if (!heads.has(thread)) heads.set(thread, threadPieces(thread).map(withoutItems));
    if (at % STEP === 0) yield;
  }
  const pieces = [...threads.flatMap((thread) => heads.get(thread) ?? []), ...notes.map(notePiece).map(withoutItems)];
  const tasks = estimateBytes(yield* buildHandbook(pieces), BAREST_SHARE);
  yield "part";
  if (tasks > HANDBOOK_MAX_BYTES) return true;
  const room = { ...BAREST_SHARE, beside: REFERENCE_BYTES };
  return tasks + (yield* leastBytes(piecesOf(threads, notes), room)) > HANDBOOK_MAX_BYTES;
}

function* piecesOf(threads: readonly RawThread[], notes: readonly ExtensionNote[]): Generator<Piece, void> {
  for (const thread of threads) yield* threadPieces(thread);
  for (const note of notes) yield notePiece(note);
}

function withoutItems(piece: Piece): Piece {
  return { ...piece, items: [] };
}

/** About what the handbook will measure; rather too much than too little. */
function estimateBytes(blocks: readonly HandbookBlock[], share: Share): number {
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  return sum(
    blocks.map((block) => {
      const tasks = block.tasks.map(({ title, sources, keywords }) => {
        const files = sum(sources.map(({ path }) => utf8Length(path) + SOURCE_BYTES));
        return (
          TASK_BYTES + Math.min(utf8Length(title), 160) + files + sum(keywords.map((word) => utf8Length(word) + 2))
        );
      });
      const statements = sharedStatements(block, share).map(
        ({ lines, tasks: of }) =>
          Math.min(sum(lines.map((line) => utf8Length(line) + 1)), share.maxBytes) + of.length * REFERENCE_BYTES,
      );
      const cwds = sum(block.cwds.map((cwd) => utf8Length(cwd) + 2));
      return BLOCK_BYTES + Math.min(utf8Length(block.scope), 400) + cwds + sum(tasks) + sum(statements);
    }),
  );
}

/** The sessions last worked in, in their old order; the others stay findable in `raw_memories.md`. */
function newerHalf(threads: readonly RawThread[]): RawThread[] {
  const kept = new Set(
    threads.toSorted((a, b) => byteOrder(b.updatedAt, a.updatedAt)).slice(0, Math.floor(threads.length / 2)),
  );
  return threads.filter((thread) => kept.has(thread));
}
