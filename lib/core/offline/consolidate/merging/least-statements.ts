import { utf8Length } from "../../../text/bytes.ts";
import { fixedOf, rareCount } from "../gather.ts";
import type { MemoryItem } from "../reading/memory-text.ts";
import type { Piece } from "../reading/pieces.ts";
import { meaningText } from "../writing/handbook.ts";
import { choiceIn } from "./wishes.ts";
import { hashOf } from "./word-sets.ts";
import { contentWords, wordingKey } from "./wording.ts";

/** Places to remember a number at, one bit each: enough for a million numbers with few that share one. */
const PLACES = 1 << 25;

interface Task {
  /** Of its statements, those that are like none before. */
  fresh: number;
  /** Bytes of its shortest ones, as many as count. */
  shortest: number[];
}

/**
 * Finds out how much room statements take at least, from one piece after the other and without keeping any: what is
 * surely like nothing seen before is a statement of its own. What may have been seen before does not count.
 */
export class LeastStatements {
  readonly #seen = new Uint8Array(PLACES / 8);
  readonly #tasks = new Map<string, Task>();
  readonly #perTask: number;

  /** `perTask`: statements of a task that count. */
  constructor(perTask: number) {
    this.#perTask = perTask;
  }

  /** Looks at a piece; in the order in which pieces are gathered. */
  add({ block, title, items }: Piece): void {
    const id = `${wordingKey(block)}\n${wordingKey(title)}`;
    const task = this.#tasks.get(id) ?? { fresh: 0, shortest: [] };
    this.#tasks.set(id, task);
    for (const item of items) {
      const bytes = item.lines.reduce((sum, line) => sum + utf8Length(line) + 1, 0);
      if (task.shortest.length < this.#perTask || bytes < (task.shortest.at(-1) ?? 0))
        task.shortest = [...task.shortest, bytes].toSorted((a, b) => a - b).slice(0, this.#perTask);
      // Not in short: what is not looked at here could be like what comes later.
      if (this.#isFresh(item)) task.fresh += 1;
    }
  }

  /** Bytes of the statements there are at least, each counted with `maxBytes` at most and with `beside` more. */
  bytes(maxBytes: number, beside: number): number {
    let sum = 0;
    for (const { fresh, shortest } of this.#tasks.values()) {
      for (const bytes of shortest.slice(0, fresh)) sum += Math.min(bytes, maxBytes) + beside;
    }
    return sum;
  }

  #isFresh(item: MemoryItem): boolean {
    const text = meaningText(item);
    const isNew = keysOf(text).map((key) => this.#mark(key));
    return isNew.every((is) => is) && (item.kind !== "preferences" || choiceIn(text) === undefined);
  }

  /** Whether a number is new, and remembers it. */
  #mark(key: number): boolean {
    const place = (key ^ (key >>> 15)) & (PLACES - 1);
    const [at, bit] = [place >>> 3, 1 << (place & 7)];
    const byte = this.#seen[at] ?? 0;
    this.#seen[at] = byte | bit;
    return (byte & bit) === 0;
  }
}

/** Two statements that are taken for one have one of these in common. */
function keysOf(text: string): number[] {
  const words = new Set(contentWords(text));
  const fixed = hashOf(fixedOf(text, words));
  const rare = Int32Array.from(words, hashOf).sort().subarray(0, rareCount(words.size));
  return [...new Set([hashOf(wordingKey(text)), ...Array.from(rare, (word) => Math.imul(word, 31) ^ fixed)])];
}
