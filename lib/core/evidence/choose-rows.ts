import { utf8Length } from "../text/bytes.ts";
import { truncateMiddle } from "../text/truncate.ts";
import { renderRow, rowBytes } from "./row-text.ts";
import { OMISSION_MARKER, TIERS, type Tier } from "./tiers.ts";

/** A capped row. */
export interface EvidenceRow {
  /** The how manyth row of the rollout it is, from 0. */
  readonly rank: number;
  readonly tier: Tier;
  readonly text: string;
  /** Bytes of the row with its label. */
  readonly bytes: number;
  /** As of its item. */
  readonly line?: number;
  readonly byte?: number;
}

/** The text that stands for a rollout. */
export interface Evidence {
  readonly text: string;
  /** The rows in the text, in order. */
  readonly rows: readonly Pick<EvidenceRow, "rank" | "tier" | "text" | "line" | "byte">[];
  /** How many more rows the rollout has. */
  readonly omitted: number;
}

const MARKER_LINE = `${OMISSION_MARKER}\n`;
/** What is left for a row that does not fit is worth using from here on. */
const MIN_CUT_BYTES = 256;

/**
 * Renders a rollout's rows within `budget` bytes. All of them if they fit; else tier by tier, the newest first, up to
 * the first that does not fit, which is cut to what is left. `rows`: in order of their ranks, at least those that can
 * be chosen; `total`: how many there are in all.
 */
export function chooseRows(rows: readonly EvidenceRow[], total: number, budget: number): Evidence {
  const all = rows.reduce((sum, row) => sum + row.bytes, 0);
  if (rows.length === total && all <= budget) return { text: rendered(rows, total), rows, omitted: 0 };
  const chosen: EvidenceRow[] = [];
  const ranks = new Set<number>();
  let used = 0;
  let runs = 1;
  for (const row of newestFirstByTier(rows)) {
    const runsWith = runs + addedRuns(ranks, row.rank, total);
    const left = budget - used - runsWith * MARKER_LINE.length;
    const fitting = row.bytes <= left ? row : left >= MIN_CUT_BYTES ? cut(row, left) : undefined;
    if (fitting === undefined) break;
    chosen.push(fitting);
    ranks.add(row.rank);
    used += fitting.bytes;
    runs = runsWith;
    if (fitting !== row) break;
  }
  const kept = chosen.toSorted((a, b) => a.rank - b.rank);
  const text = rendered(kept, total);
  // Not even the marker fits where nothing was chosen.
  return { text: text.length > budget && kept.length === 0 ? "" : text, rows: kept, omitted: total - kept.length };
}

function newestFirstByTier(rows: readonly EvidenceRow[]): EvidenceRow[] {
  const newest = rows.toReversed();
  return TIERS.flatMap((tier) => newest.filter((row) => row.tier === tier));
}

/** How many runs of left-out rows more there are when the row at `rank`, now in one, is chosen: -1, 0 or 1. */
function addedRuns(chosen: ReadonlySet<number>, rank: number, total: number): number {
  const leftOutBefore = rank > 0 && !chosen.has(rank - 1);
  const leftOutAfter = rank < total - 1 && !chosen.has(rank + 1);
  return Number(leftOutBefore) + Number(leftOutAfter) - 1;
}

function cut(row: EvidenceRow, bytes: number): EvidenceRow {
  const text = truncateMiddle(row.text, bytes - rowBytes(row.tier, 0));
  return { ...row, text, bytes: rowBytes(row.tier, utf8Length(text)) };
}

function rendered(rows: readonly EvidenceRow[], total: number): string {
  const pieces: string[] = [];
  let next = 0;
  for (const { rank, tier, text } of rows) {
    if (rank > next) pieces.push(MARKER_LINE);
    pieces.push(renderRow(tier, text));
    next = rank + 1;
  }
  if (next < total) pieces.push(MARKER_LINE);
  return pieces.join("");
}
