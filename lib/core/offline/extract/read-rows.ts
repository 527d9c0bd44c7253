import { OMISSION_MARKER, TIERS, type Tier } from "../../evidence/tiers.ts";

/** A row of evidence: its tier and its text. */
export interface Row {
  readonly tier: Tier;
  readonly text: string;
}

const LABELS = new Map<string, Tier>(TIERS.map((tier) => [`[${tier}]`, tier]));

/**
 * The rows of a rendered evidence text; runs of left-out rows are passed over. A line that stands alone and reads
 * like a label is one: where a row's own text had such a line, the renderer has moved it.
 */
export function readRows(evidence: string): Row[] {
  const rows: { tier: Tier; lines: string[] }[] = [];
  for (const line of evidence.replace(/\n$/, "").split("\n")) {
    const tier = LABELS.get(line);
    if (tier !== undefined) rows.push({ tier, lines: [] });
    else if (line !== OMISSION_MARKER) rows.at(-1)?.lines.push(line);
  }
  return rows.map(({ tier, lines }) => ({ tier, text: lines.join("\n") }));
}
