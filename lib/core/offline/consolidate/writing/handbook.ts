import type { Steps } from "../../../steps.ts";
import { byteOrder } from "../../../text/byte-order.ts";
import { gatherAlike } from "../gather.ts";
import { choiceIn, isForOneTask, timesSaid, withTimes, wordsOfUser } from "../merging/wishes.ts";
import { wordingKey } from "../merging/wording.ts";
import type { ItemKind } from "../reading/memory-labels.ts";
import type { MemoryItem } from "../reading/memory-text.ts";
import type { Piece, Source } from "../reading/pieces.ts";

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
  /** How often a wish was made, within sessions and over them. */
  readonly times: number;
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

/** Sorts pieces of sessions and notes into blocks. Earlier threads come first, so that a later one only adds. */
export function* buildHandbook(pieces: Iterable<Piece>): Steps<HandbookBlock[]> {
  const blocks: HandbookBlock[] = [];
  for (const of of Map.groupBy(pieces, ({ block }) => wordingKey(block)).values()) {
    yield;
    blocks.push(yield* buildBlock(of));
  }
  return blocks;
}

function* buildBlock(pieces: readonly Piece[]): Steps<HandbookBlock> {
  const first = pieces[0];
  const tasks = Map.groupBy(pieces, taskKey);
  const said = pieces.flatMap((piece) => {
    // Most statements are made once: those of a piece share one list of its one task and one of its one source.
    const from = { tasks: [taskKey(piece)], sources: [piece.source] };
    return piece.items.map((item) => ({ item, from }));
  });
  const statements: Statement[] = [];
  for (const kind of ["preferences", "knowledge", "failures"] as const) {
    const gathered = yield* gatherAlike(
      said.filter(({ item }) => item.kind === kind),
      ({ item }) => meaningText(item),
      kind === "preferences" ? choiceIn : undefined,
    );
    for (const { first, all } of gathered) {
      const { item, from } = first;
      statements.push({
        kind,
        ...told(
          item,
          all.map((one) => one.item),
        ),
        tasks: all.length === 1 ? from.tasks : unique(all.flatMap(({ from: { tasks } }) => tasks)),
        sources: all.length === 1 ? from.sources : all.flatMap(({ from: { sources } }) => sources),
      });
    }
  }
  // What was said again comes first.
  statements.sort((a, b) => Number(b.kind === "preferences") - Number(a.kind === "preferences") || b.times - a.times);
  const descriptions = yield* gatherAlike(
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

/** A statement's lines, a wish with its count; the wording of one that reaches beyond its task goes before others. */
function told(first: MemoryItem, all: readonly MemoryItem[]): Pick<Statement, "lines" | "times"> {
  const [line = "", ...rest] = first.lines;
  if (first.kind !== "preferences" || rest.length > 0) return { lines: first.lines, times: 1 };
  const times = all.reduce((sum, { lines }) => sum + timesSaid(lines[0] ?? ""), 0);
  const wider = all.find(({ lines }) => !isForOneTask(lines[0] ?? ""))?.lines[0];
  return { lines: [withTimes(isForOneTask(line) ? (wider ?? line) : line, times)], times };
}

/** A wish counts by the user's words, whatever stands around them. */
export function meaningText({ kind, lines }: MemoryItem): string {
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
