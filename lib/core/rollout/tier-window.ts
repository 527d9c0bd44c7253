import type { EvidenceRow } from "./choose-rows.ts";
import { type Redactor, rowBytes, rowText, textBytes } from "./row-text.ts";
import type { EvidenceItem, Tier } from "./tiers.ts";

/** A row that was not made yet: most are never needed, and making one costs a redaction. */
interface PendingRow {
  readonly ordinal: number;
  /** Undefined: the line turned out to be none. */
  readonly item: () => EvidenceItem | undefined;
}

/** A finished row by its place among all lines that could be rows. */
export interface WindowRow extends Omit<EvidenceRow, "rank"> {
  readonly ordinal: number;
}

/**
 * The newest rows of one tier. Only so many can ever be chosen as fill the budget, so older ones go, without having
 * been looked at where that can be helped: memory is bounded however long the rollout is.
 */
export class TierWindow {
  /** Whether a row went; the rollout then does not fit its budget. */
  dropped = false;
  /** Lines that turned out not to be rows. */
  readonly voids: number[] = [];
  private readonly tier: Tier;
  private readonly budget: number;
  private readonly redact: Redactor;
  /** Newest last. */
  private rows: WindowRow[] = [];
  private pending: PendingRow[] = [];

  constructor(tier: Tier, budget: number, redact: Redactor) {
    this.tier = tier;
    this.budget = budget;
    this.redact = redact;
  }

  add(ordinal: number, item: () => EvidenceItem | undefined): void {
    this.pending.push({ ordinal, item });
  }

  /** Makes rows of what is pending, the newest first, until they fill the budget; the rest goes. Nothing is pending then. */
  settle(): readonly WindowRow[] {
    const newest: WindowRow[] = [];
    let bytes = 0;
    const candidates = this.rows.toReversed();
    for (const pending of this.pending.toReversed()) {
      if (bytes >= this.budget) {
        this.dropped = true;
        break;
      }
      const row = this.make(pending);
      if (row === undefined) continue;
      newest.push(row);
      bytes += row.bytes;
    }
    for (const row of candidates) {
      if (bytes >= this.budget) {
        this.dropped = true;
        break;
      }
      newest.push(row);
      bytes += row.bytes;
    }
    this.pending = [];
    this.rows = newest.reverse();
    return this.rows;
  }

  private make({ ordinal, item }: PendingRow): WindowRow | undefined {
    const made = item();
    if (made === undefined) {
      this.voids.push(ordinal);
      return undefined;
    }
    const text = rowText(made, this.redact);
    return { ordinal, tier: this.tier, text, bytes: rowBytes(this.tier, textBytes(text)) };
  }
}
