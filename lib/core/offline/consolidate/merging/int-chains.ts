const FIRST_SIZE = 1_024;
/** Key, value, and the entry that came before with the same place in the table. */
const FIELDS = 3;

/** Lists of whole numbers (32 bits) by whole numbers: a dozen bytes an entry, where a Map of arrays takes a hundred. */
export class IntChains {
  /** By place: the number of the newest entry there, counted from 1; 0 for none. */
  #heads = new Int32Array(FIRST_SIZE);
  #entries = new Int32Array(FIRST_SIZE * FIELDS);
  #count = 0;

  add(key: number, value: number): void {
    if (this.#count === this.#heads.length) this.#grow();
    const at = this.#count * FIELDS;
    this.#entries[at] = key;
    this.#entries[at + 1] = value;
    this.#count += 1;
    this.#link(this.#count);
  }

  /** The values added under a key, the last one first. */
  of(key: number): number[] {
    const values: number[] = [];
    let entry = this.#heads[this.#placeOf(key)] ?? 0;
    while (entry > 0) {
      const at = (entry - 1) * FIELDS;
      if (this.#entries[at] === (key | 0)) values.push(this.#entries[at + 1] ?? 0);
      entry = this.#entries[at + 2] ?? 0;
    }
    return values;
  }

  #grow(): void {
    const entries = new Int32Array(this.#entries.length * 2);
    entries.set(this.#entries);
    this.#entries = entries;
    this.#heads = new Int32Array(this.#heads.length * 2);
    for (let entry = 1; entry <= this.#count; entry += 1) this.#link(entry);
  }

  #link(entry: number): void {
    const at = (entry - 1) * FIELDS;
    const place = this.#placeOf(this.#entries[at] ?? 0);
    this.#entries[at + 2] = this.#heads[place] ?? 0;
    this.#heads[place] = entry;
  }

  #placeOf(key: number): number {
    return (key ^ (key >>> 15)) & (this.#heads.length - 1);
  }
}
