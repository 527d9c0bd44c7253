import type { Steps } from "../../../steps.ts";
import { utf8Length } from "../../../text/bytes.ts";
import { fixedOf, rareCount } from "../gather.ts";
import type { MemoryItem } from "../reading/memory-text.ts";
import type { Piece } from "../reading/pieces.ts";
import { meaningText } from "../writing/handbook.ts";
import { textHash } from "./text-hash.ts";
import { choiceIn } from "./wishes.ts";
import { contentWords, wordingKey } from "./wording.ts";

/** So many pieces are read in a step. */
const STEP = 64;

/** The room of a statement, and of those of a task that count. */
export interface StatementRoom {
  readonly perTask: number;
  readonly maxBytes: number;
  /** Beside the text of one. */
  readonly beside: number;
}

/**
 * Bytes that the statements of pieces take at least, told without gathering them: what is surely like nothing seen
 * before is a statement of its own, and of each task the shortest ones count. `pieces` are read once and not kept.
 */
export function* leastBytes(pieces: Iterable<Piece>, room: StatementRoom): Steps<number> {
  const seen = new Set<number>();
  const tasks = new Map<string, { fresh: number; shortest: number[] }>();
  let read = 0;
  for (const { block, title, items } of pieces) {
    read += 1;
    if (read % STEP === 0) yield;
    const id = `${wordingKey(block)}\n${wordingKey(title)}`;
    const task = tasks.get(id) ?? { fresh: 0, shortest: [] };
    tasks.set(id, task);
    for (const item of items) {
      const bytes = item.lines.reduce((sum, line) => sum + utf8Length(line) + 1, 0);
      task.shortest = [...task.shortest, bytes].toSorted((a, b) => a - b).slice(0, room.perTask);
      const keys = keysOf(item);
      if (keys.every((key) => !seen.has(key)) && !isChoice(item)) task.fresh += 1;
      for (const key of keys) seen.add(key);
    }
  }
  let sum = 0;
  for (const { fresh, shortest } of tasks.values()) {
    for (const bytes of shortest.slice(0, fresh)) sum += Math.min(bytes, room.maxBytes) + room.beside;
  }
  return sum;
}

/** Choices are gathered by what is chosen, whatever the words. */
function isChoice(item: MemoryItem): boolean {
  return item.kind === "preferences" && choiceIn(meaningText(item)) !== undefined;
}

/** Two statements that are taken for one have one of these in common; two that are not have so only by chance. */
function keysOf(item: MemoryItem): number[] {
  const text = meaningText(item);
  const words = new Set(contentWords(text));
  const fixed = fixedOf(text, words);
  const first = [...words].toSorted().slice(0, rareCount(words.size));
  return [textHash(wordingKey(text)), ...first.map((word) => textHash(`${word}\n${fixed}`))];
}
