import type { RowTiers } from "../../../evidence/row-tiers.ts";
import type { EvidenceItem } from "../../../evidence/tiers.ts";
import { maxItems, spokenItems } from "../said/spoken-items.ts";
import type { UserMessageItem } from "../said/twins.ts";
import type { UserTurns } from "../said/user-turns.ts";

/** A row, or a message of which nobody knows yet whose it is, in the order of the transcript. */
type Held =
  | { readonly ordinal: number; readonly item: EvidenceItem }
  | { readonly ordinal: number; readonly message: UserMessageItem };

/** Rows wait behind an undecided message up to this, in characters. */
const HELD_MAX_CHARS = 1024 * 1024;
/** Tiers that a message of role `user` can turn out to be of: their rows must not pass it. */
const SPOKEN_TIERS = new Set(["human user", "other agent", "harness context"]);

/**
 * Gives each row its ordinal as it comes, and hands it on once nothing before it in its tier is undecided.
 */
export class HeldRows {
  /** Ordinals given so far. */
  ordinals = 0;
  private readonly rows: RowTiers;
  private readonly turns: UserTurns;
  private held: Held[] = [];
  private chars = 0;

  constructor(rows: RowTiers, turns: UserTurns) {
    this.rows = rows;
    this.turns = turns;
  }

  add(item: EvidenceItem): void {
    const ordinal = this.ordinals;
    this.ordinals += 1;
    if (this.held.length === 0 || !SPOKEN_TIERS.has(item.tier)) {
      this.rows.add(item, ordinal);
      return;
    }
    this.held.push({ ordinal, item });
    this.chars += item.text.length;
    if (this.chars <= HELD_MAX_CHARS) return;
    this.turns.giveUp();
    this.release();
  }

  /** Adds a message; it may become several rows, or none. */
  hear(message: UserMessageItem): void {
    this.held.push({ ordinal: this.ordinals, message });
    this.ordinals += maxItems(message.parts);
    this.release();
  }

  /** Keeps the line of a tool unread; false when there is no room for it. */
  addUnread(bytes: Buffer, start: number, end: number): boolean {
    if (!this.rows.addUnread(bytes, start, end, this.ordinals)) return false;
    this.ordinals += 1;
    return true;
  }

  /** Hands on what is decided by now. */
  release(): void {
    let at = 0;
    for (; at < this.held.length; at += 1) {
      const entry = this.held[at];
      if (entry === undefined) break;
      if ("item" in entry) {
        this.rows.add(entry.item, entry.ordinal);
        continue;
      }
      if (!this.turns.isDecided(entry.message)) break;
      const items = spokenItems(entry.message.parts);
      for (let n = 0; n < maxItems(entry.message.parts); n += 1) {
        const item = items[n];
        if (item === undefined) this.rows.leave(entry.ordinal + n);
        else this.rows.add({ ...item, ...entry.message.place }, entry.ordinal + n);
      }
    }
    this.held = this.held.slice(at);
    this.chars = this.held.reduce((sum, entry) => sum + ("item" in entry ? entry.item.text.length : 0), 0);
  }

  /** Hands on everything: all is decided. */
  finish(): void {
    this.release();
  }
}
