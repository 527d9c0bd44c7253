/** A row of the evidence as a model would read it. */
export interface EvidenceRow {
  readonly tier: string;
  readonly text: string;
}

const MARK = "\n--- evidence ---\n";
const LABEL = /^\[(human user|assistant final|other agent|assistant commentary|harness context|tool)\]$/;

/** The rows in what `extract --show-input` prints; throws when it prints no evidence. */
export function evidenceRows(shown: string): EvidenceRow[] {
  const at = shown.indexOf(MARK);
  if (at === -1) throw new Error(`no evidence in: ${shown.slice(0, 500)}`);
  const rows: { tier: string; lines: string[] }[] = [];
  for (const line of shown.slice(at + MARK.length).split("\n")) {
    const tier = LABEL.exec(line)?.[1];
    if (tier === undefined) rows.at(-1)?.lines.push(line);
    else rows.push({ tier, lines: [] });
  }
  return rows.map(({ tier, lines }) => ({ tier, text: lines.join("\n") }));
}

/** White space folded: a client may break or indent what was typed. */
export function fold(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
