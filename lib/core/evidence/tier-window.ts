import type { EvidenceRow } from "./choose-rows.ts";
import type { LineArena } from "./line-arena.ts";
import { type CutRedactor, rowBytes, rowText, textBytes } from "./row-text.ts";
import { type EvidenceItem, ROW_MAX_BYTES, type Tier } from "./tiers.ts";

/** A finished row by its place among all lines that could be rows. */
export interface WindowRow extends Omit<EvidenceRow, "rank"> {
  readonly ordinal: number;
}

/** A row that was not made yet: most are never needed, and making one costs a redaction. */
type PendingRow =
  | { readonly ordinal: number; readonly item: EvidenceItem }
  | { readonly ordinal: number; readonly arena: LineArena; readonly from: number; readonly to: number };
type Entry = PendingRow | WindowRow;

/**
 * The newest rows of one tier. Only so many can ever be chosen as fill the tier's share of the budget, so older ones
 * go, mostly without having been looked at: memory is bounded however long the rollout is. Rows come in generations;
 * once the younger one is proven to fill the share alone, the older one is dropped whole.
 */
export class TierWindow {
  /** Lines that turned out not to be rows. */
  readonly voids: number[] = [];
  private readonly tier: Tier;
  private readonly redact: CutRedactor;
  private readonly read: (line: string) => EvidenceItem | undefined;
  /** Newest last, both. */
  private old: Entry[] = [];
  private young: Entry[] = [];

  /** `read`: the item of a line that was kept unread; undefined when it turns out to be none. */
  constructor(tier: Tier, redact: CutRedactor, read: (line: string) => EvidenceItem | undefined) {
    this.tier = tier;
    this.redact = redact;
    this.read = read;
  }

  add(ordinal: number, item: EvidenceItem): void {
    this.young.push({ ordinal, item });
  }

  /** Adds a line that stands in an arena, where it is left until the generation after this one ends. */
  addUnread(ordinal: number, arena: LineArena, from: number, to: number): void {
    this.young.push({ ordinal, arena, from, to });
  }

  /**
   * Ends a generation: what was the older one is dropped, or made into rows where it is still needed to fill `share`
   * bytes; the arena of its lines may then be cleared. Returns the bytes of all rows made by now.
   */
  turn(share: number): number {
    // The cheapest rows prove as well as any that there are enough.
    const cheap = this.make(this.young, share, (entry) => costOf(entry) <= CHEAP_COST);
    const young = cheap + this.make(this.young, share - cheap, (entry) => costOf(entry) > CHEAP_COST);
    const older = young < share ? this.make(this.old, share - young, () => true) : 0;
    const kept = young < share ? this.old.filter((entry) => "bytes" in entry) : [];
    this.old = share > 0 ? [...kept, ...this.young].filter((entry) => entry !== VOID) : [];
    this.young = [];
    return young + older;
  }

  /** The newest rows up to `share` bytes, and the one that goes beyond; in order. Ends the window. */
  rows(share: number): WindowRow[] {
    const entries = [...this.old, ...this.young];
    this.make(entries, share, () => true);
    const newest: WindowRow[] = [];
    let bytes = 0;
    for (const entry of entries.reverse()) {
      if (bytes >= share) break;
      if (!("bytes" in entry) || entry === VOID) continue;
      newest.push(entry);
      bytes += entry.bytes;
    }
    return newest.reverse();
  }

  /** Makes rows of wanted entries, the newest first, until they have `share` bytes; how many bytes they have. */
  private make(entries: Entry[], share: number, isWanted: (entry: Entry) => boolean): number {
    let bytes = 0;
    for (let at = entries.length - 1; at >= 0 && bytes < share; at -= 1) {
      const entry = entries[at];
      if (entry === undefined || !isWanted(entry)) continue;
      const row = "bytes" in entry ? entry : this.rowOf(entry);
      entries[at] = row;
      bytes += row.bytes;
    }
    return bytes;
  }

  private rowOf(pending: PendingRow): WindowRow {
    const { ordinal } = pending;
    const item = "item" in pending ? pending.item : this.read(pending.arena.text(pending.from, pending.to));
    if (item === undefined) {
      this.voids.push(ordinal);
      return VOID;
    }
    const text = rowText(item, this.redact);
    const row = { ordinal, tier: this.tier, text, bytes: rowBytes(this.tier, textBytes(text)) };
    const { line, byte } = item;
    return { ...row, ...(line !== undefined && { line }), ...(byte !== undefined && { byte }) };
  }
}

/** A row that costs more to make says less about how much room rows take than it costs. */
const CHEAP_COST = ROW_MAX_BYTES + 2_000;

/** Stands where a line turned out to be no row. */
const VOID: WindowRow = { ordinal: -1, tier: "tool", text: "", bytes: 0 };

/** Characters or bytes to go through for a row; 0 when it is made. */
function costOf(entry: Entry): number {
  if ("bytes" in entry) return 0;
  return "item" in entry ? entry.item.text.length : entry.to - entry.from;
}
