/** A text that a rule looks for: three or more ASCII characters, or characters that stand for bytes. */
export interface Needle {
  readonly text: string;
  readonly letters: "in any case" | "as written";
}

/** A needle as bytes are compared with it: each byte with the bits of `folds` set is the one of `codes`. */
interface FoldedNeedle {
  readonly codes: Uint8Array;
  readonly folds: Uint8Array;
}

/** A needle behind one of its pairs. */
export interface TableEntry extends FoldedNeedle {
  /** Where in the needle the pair stands. */
  readonly offset: number;
  /** The list that the needle was given in, and its index there. */
  readonly group: number;
  readonly index: number;
}

const PAIR_VALUES = 1 << 16;
/** The bit in `kinds` of a pair both bytes of which can be in a run. */
export const RUN_PAIR = 1;
/** The bit in `kinds` of a pair behind which needles stand. */
const NEEDLE_PAIR = 2;
/** The bit that tells small letters from capitals. */
const CASE_BIT = 32;
/** Blank and letters, the most frequent one first: of the pairs in a needle the rarest is looked for. */
const COMMON = " etaonisrhldcumfpgwybvkxjqz";

/**
 * Needles by pairs of bytes. Read pair by pair, a text shows each needle in it as one of two rows of pairs, those at its
 * even or its odd places; the rarest of either row leads to it.
 */
export class NeedleTable {
  /** For each pair of bytes (the first one low) `RUN_PAIR`, 2 where it leads to needles, or both. */
  readonly kinds = new Uint8Array(PAIR_VALUES);
  /** For each pair the number of its list of entries. */
  readonly lists = new Uint16Array(PAIR_VALUES);
  readonly entries: readonly (readonly TableEntry[])[];
  /**
   * For each list what stands behind its pair, and before it, in one of its needles: a bit for the last five bits of that
   * byte. Tells most texts from the needles before they are looked at.
   */
  readonly after: Int32Array;
  readonly before: Int32Array;

  constructor(groups: readonly (readonly Needle[])[], isRunByte: (byte: number) => boolean) {
    const bytes = Array.from({ length: 256 }, (_, byte) => byte).filter(isRunByte);
    for (const first of bytes) for (const second of bytes) this.kinds[pairOf(first, second)] = RUN_PAIR;
    const entries: TableEntry[][] = [[]];
    for (const entry of groups.flatMap((needles, group) =>
      needles.flatMap((needle, at) => entriesOf(needle, group, at)),
    ))
      for (const pair of pairsOf(entry)) this.add(pair, entry, entries);
    this.entries = entries;
    const bits = (list: readonly TableEntry[], byteOf: (entry: TableEntry) => number | undefined) =>
      list.reduce((all, entry) => all | bitOf(byteOf(entry)), 0);
    const behind = ({ codes, offset }: TableEntry) => codes[offset + PAIR];
    this.after = Int32Array.from(entries, (list) => bits(list, behind));
    this.before = Int32Array.from(entries, (list) =>
      bits(list, (entry) => (behind(entry) === undefined ? entry.codes[entry.offset - 1] : undefined)),
    );
  }

  private add(pair: number, entry: TableEntry, lists: TableEntry[][]): void {
    this.kinds[pair] = (this.kinds[pair] ?? 0) | NEEDLE_PAIR;
    const known = this.lists[pair] ?? 0;
    if (known === 0) this.lists[pair] = lists.push([entry]) - 1;
    else lists[known]?.push(entry);
  }
}

const pairOf = (first: number, second: number): number => first | (second << 8);
const isLetter = (code: number): boolean => (code | CASE_BIT) >= 97 && (code | CASE_BIT) <= 122;

/** A needle behind the rarest pair at its even and at its odd places. */
function entriesOf({ text, letters }: Needle, group: number, index: number): TableEntry[] {
  const written = Uint8Array.from(text, (character) => character.charCodeAt(0));
  const folds = written.map((code) => (letters === "in any case" && isLetter(code) ? CASE_BIT : 0));
  const codes = written.map((code, at) => code | (folds[at] ?? 0));
  return [0, 1].map((parity) => ({ codes, folds, offset: rarestPair(text, parity), group, index }));
}

function rarestPair(text: string, parity: number): number {
  const rarity = (at: number): number => {
    const rank = COMMON.indexOf(text.charAt(at).toLowerCase());
    return rank < 0 ? COMMON.length : rank;
  };
  let best = parity;
  for (let at = parity; at + 1 < text.length; at += 2) {
    if (rarity(at) + rarity(at + 1) > rarity(best) + rarity(best + 1)) best = at;
  }
  return best;
}

/** The pair of an entry in every case that its letters may have. */
function pairsOf({ codes, folds, offset }: TableEntry): number[] {
  const written = (at: number): number[] => {
    const code = codes[at] ?? 0;
    return folds[at] === 0 ? [code] : [code, code & ~CASE_BIT];
  };
  return written(offset).flatMap((first) => written(offset + 1).map((second) => pairOf(first, second)));
}

const PAIR = 2;
/** The shift by a byte is one by its last five bits, which are the same in both cases of a letter. */
const bitOf = (byte: number | undefined): number => (byte === undefined ? 0 : 1 << byte);
