import { byteOrder } from "../../text/byte-order.ts";
import type { ExtensionNote } from "./extension-notes.ts";
import { gatherAlike } from "./gather.ts";
import type { ItemKind } from "./memory-labels.ts";
import type { MemoryItem } from "./memory-text.ts";
import { notePiece, type Piece, type Source, threadPieces } from "./pieces.ts";
import type { RawThread } from "./raw-threads.ts";
import { choiceIn, wordsOfUser } from "./wishes.ts";
import { wordingKey } from "./wording.ts";

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
/** One `# Task Group`. */
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

const SCOPE_DESCRIPTIONS = 3;
const KEYWORDS_PER_TASK = 12;

/** Sorts sessions and notes into blocks. Earlier threads come first, so that a later one only adds. */
export function buildHandbook(threads: readonly RawThread[], notes: readonly ExtensionNote[]): HandbookBlock[] {
  const pieces = [...threads.flatMap(threadPieces), ...notes.map(notePiece)];
  const blocks = Map.groupBy(pieces, ({ block }) => wordingKey(block));
  return [...blocks.values()].map(buildBlock);
}

function buildBlock(pieces: readonly Piece[]): HandbookBlock {
  const first = pieces[0];
  const tasks = Map.groupBy(pieces, taskKey);
  const said = pieces.flatMap((piece) =>
    piece.items.map((item) => ({ item, task: taskKey(piece), source: piece.source })),
  );
  const statements = (["preferences", "knowledge", "failures"] as const).flatMap((kind) =>
    gatherAlike(
      said.filter(({ item }) => item.kind === kind),
      ({ item }) => meaningText(item),
      kind === "preferences" ? choiceIn : undefined,
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
      .map(({ first: text }) => text.replace(/[.;]+$/, ""))
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

/** A wish counts by the user's words, whatever stands around them. */
function meaningText({ kind, lines }: MemoryItem): string {
  return kind === "preferences" && lines.length === 1 ? wordsOfUser(lines[0] ?? "") : lines.join("\n");
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

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
