const FIRST_SIZE = 4_096;
/** Places for counting words; words that share one only look more frequent than they are. */
const COUNTERS = 1 << 18;

/**
 * Sets of words, numbered from 0 in the order they were added, of which only a number for each word is kept. So what
 * they say of one another is at least what is true: two words in 4 billion pairs pass for one.
 */
export class WordSets {
  #words = new Int32Array(FIRST_SIZE);
  #ends = new Int32Array(FIRST_SIZE);
  #count = 0;
  readonly #frequency = new Int32Array(COUNTERS);

  add(words: ReadonlySet<string>): void {
    const start = this.#startOf(this.#count);
    const end = start + words.size;
    if (end > this.#words.length) this.#words = grown(this.#words, end);
    if (this.#count === this.#ends.length) this.#ends = grown(this.#ends, this.#count + 1);
    let at = start;
    for (const word of words) {
      const hash = hashOf(word);
      this.#words[at] = hash;
      this.#frequency[placeOf(hash)] = this.#frequencyOf(hash) + 1;
      at += 1;
    }
    this.#words.subarray(start, end).sort();
    this.#ends[this.#count] = end;
    this.#count += 1;
  }

  /** The words of a set that are in the fewest sets, in one order for all sets. */
  rarest(set: number, count: number): Int32Array {
    return this.#of(set)
      .toSorted((a, b) => this.#frequencyOf(a) - this.#frequencyOf(b) || a - b)
      .subarray(0, count);
  }

  /** How many words two sets share, at most. */
  shared(a: number, b: number): number {
    const [left, right] = [this.#of(a), this.#of(b)];
    let [at, other, count] = [0, 0, 0];
    while (at < left.length && other < right.length) {
      const difference = (left[at] ?? 0) - (right[other] ?? 0);
      if (difference === 0) count += 1;
      if (difference <= 0) at += 1;
      if (difference >= 0) other += 1;
    }
    return count;
  }

  size(set: number): number {
    return this.#startOf(set + 1) - this.#startOf(set);
  }

  #of(set: number): Int32Array {
    return this.#words.subarray(this.#startOf(set), this.#startOf(set + 1));
  }

  #startOf(set: number): number {
    return set === 0 ? 0 : (this.#ends[set - 1] ?? 0);
  }

  #frequencyOf(hash: number): number {
    return this.#frequency[placeOf(hash)] ?? 0;
  }
}

/** A number of 32 bits for a text (FNV-1a over its UTF-16 units). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

function placeOf(hash: number): number {
  return (hash ^ (hash >>> 16)) & (COUNTERS - 1);
}

function grown(array: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(Math.max(size, array.length * 2));
  next.set(array);
  return next;
}
