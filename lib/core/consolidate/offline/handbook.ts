import { basename } from "node:path";
import { byteOrder } from "../../text/byte-order.ts";
import type { ExtensionNote } from "./extension-notes.ts";
import { gatherAlike } from "./gather.ts";
import { type ItemKind, type MemoryItem, type MemoryTask, parseMemory } from "./memory-text.ts";
import type { RawThread } from "./raw-threads.ts";
import { contentWords, readsLikeWish, squeeze, wordingKey } from "./wording.ts";

/** Where something in the handbook comes from: a session's recap, or a file of an extension. */
export interface Source {
  readonly path: string;
  /** Of a session. */
  readonly threadId: string | undefined;
  /** RFC 3339, or a day; undefined for a file without one in its name. */
  readonly updatedAt: string | undefined;
  readonly outcome: string | undefined;
}
/** One `## Task`: the same task in several sessions is one. */
export interface HandbookTask {
  /** Tells it apart from the other tasks of its block. */
  readonly key: string;
  readonly title: string;
  readonly outcome: string | undefined;
  readonly sources: readonly Source[];
  readonly keywords: readonly string[];
}
/** A statement and the keys of the tasks that support it. */
export interface Statement {
  readonly kind: ItemKind;
  readonly lines: readonly string[];
  readonly tasks: readonly string[];
  readonly sources: readonly Source[];
}
export interface HandbookBlock {
  readonly name: string;
  readonly scope: string;
  readonly cwds: readonly string[];
  readonly fromExtension: boolean;
  readonly tasks: readonly HandbookTask[];
  readonly statements: readonly Statement[];
  /** RFC 3339 or a day: of the newest source. */
  readonly newest: string;
}

/** How much of each task is taken. */
export interface Share {
  readonly itemsPerTask: number;
}

/** One task of one session or extension, before equal ones are joined. */
interface Piece {
  readonly block: string;
  readonly description: string | undefined;
  readonly cwd: string | undefined;
  readonly fromExtension: boolean;
  readonly title: string;
  readonly outcome: string | undefined;
  readonly keywords: readonly string[];
  readonly items: readonly MemoryItem[];
  readonly source: Source;
}

const SCOPE_DESCRIPTIONS = 3;
const KEYWORDS_PER_TASK = 12;

/** Sorts sessions and notes into blocks. Earlier threads come first, so that a later one only adds. */
export function buildHandbook(
  threads: readonly RawThread[],
  notes: readonly ExtensionNote[],
  share: Share,
): HandbookBlock[] {
  const pieces = [...threads.flatMap(threadPieces), ...notes.map(notePiece)];
  const blocks = Map.groupBy(pieces, ({ block }) => wordingKey(block));
  return [...blocks.values()].map((of) => buildBlock(of, share));
}

function buildBlock(pieces: readonly Piece[], share: Share): HandbookBlock {
  const first = pieces[0];
  const tasks = Map.groupBy(pieces, taskKey);
  const said = pieces.flatMap((piece) =>
    piece.items.slice(0, share.itemsPerTask).map((item) => ({ item, task: taskKey(piece), source: piece.source })),
  );
  const statements = (["preferences", "knowledge", "failures"] as const).flatMap((kind) =>
    gatherAlike(
      said.filter(({ item }) => item.kind === kind),
      ({ item }) => item.lines.join("\n"),
    ).map(
      ({ first: { item }, all }): Statement => ({
        kind,
        lines: item.lines,
        tasks: unique(all.map(({ task }) => task)),
        sources: all.map(({ source }) => source),
      }),
    ),
  );
  const descriptions = gatherAlike(
    pieces.flatMap(({ description }) => description ?? []),
    (text) => text,
  );
  return {
    name: first?.block ?? "",
    scope: descriptions
      .slice(0, SCOPE_DESCRIPTIONS)
      .map(({ first: text }) => text)
      .join("; "),
    cwds: unique(pieces.flatMap(({ cwd }) => cwd ?? [])),
    fromExtension: first?.fromExtension ?? false,
    tasks: [...tasks].map(([key, of]) => buildTask(key, of)),
    statements,
    newest:
      pieces
        .map(({ source }) => source.updatedAt ?? "")
        .toSorted(byteOrder)
        .at(-1) ?? "",
  };
}

function buildTask(key: string, pieces: readonly Piece[]): HandbookTask {
  return {
    key,
    title: pieces[0]?.title ?? "",
    // The last word on a task is that of its newest session.
    outcome: pieces.toSorted((a, b) => byteOrder(a.source.updatedAt ?? "", b.source.updatedAt ?? "")).at(-1)?.outcome,
    sources: [...new Map(pieces.map(({ source }) => [source.path, source])).values()],
    keywords: unique(pieces.flatMap(({ keywords }) => keywords)).slice(0, KEYWORDS_PER_TASK),
  };
}

function taskKey(piece: Piece): string {
  return wordingKey(piece.title);
}

function threadPieces(thread: RawThread): Piece[] {
  const memory = parseMemory(thread.body);
  const source = (outcome: string | undefined): Source => ({
    path: `rollout_summaries/${thread.summaryFile}`,
    threadId: thread.threadId,
    updatedAt: thread.updatedAt,
    outcome,
  });
  const piece = (task: MemoryTask): Piece => {
    const title = squeeze(task.title) || squeeze(memory.description ?? "") || titleFromFile(thread.summaryFile);
    const outcome = task.outcome ?? memory.outcome;
    const keywords = task.keywords.length > 0 ? task.keywords : memory.keywords;
    return {
      block: squeeze(task.group ?? memory.group ?? "") || basename(thread.cwd) || "general",
      description: memory.description,
      cwd: thread.cwd === "" ? undefined : thread.cwd,
      fromExtension: false,
      title,
      outcome,
      keywords: keywords.length > 0 ? keywords : contentWords(title),
      items: task.items,
      source: source(outcome),
    };
  };
  const empty = { title: "", group: undefined, outcome: undefined, keywords: [], items: [] };
  return (memory.tasks.length > 0 ? memory.tasks : [empty]).map(piece);
}

function notePiece(note: ExtensionNote): Piece {
  const text = note.text === "" ? note.title : note.text;
  const kind = note.kind === "note" && readsLikeWish(text) ? ("preferences" as const) : ("knowledge" as const);
  const line = note.kind === "note" ? text : `${note.title}: see ${note.path}`;
  return {
    block: `${note.extension} ${note.kind}s`,
    description: `${note.kind}s kept in extensions/${note.extension}`,
    cwd: undefined,
    fromExtension: true,
    title: note.title,
    outcome: undefined,
    keywords: contentWords(note.title),
    items: [{ kind, lines: [line] }],
    source: { path: note.path, threadId: undefined, updatedAt: note.day, outcome: undefined },
  };
}

/** `2026-05-08T12-00-00-a1B2-fix_login.md` → `fix login`. */
function titleFromFile(file: string): string {
  const slug = file.replace(/\.md$/, "").replace(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[0-9A-Za-z]{4}-?/, "");
  return squeeze(slug.replaceAll("_", " ")) || "session";
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
