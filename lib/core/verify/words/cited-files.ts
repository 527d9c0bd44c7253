import { summaryReferences } from "../summary-references.ts";
import type { TextLine } from "./text-lines.ts";

/**
 * The recaps that a line of a handbook cites: those of the tasks that its labels name, or all of its block where it
 * names none. `lines`: all of the handbook.
 */
export function citedFiles(line: TextLine, lines: readonly TextLine[]): ReadonlySet<string> {
  const numbers = line.labels.flatMap((label) => /^task (\d+)$/i.exec(label)?.[1] ?? []).map(Number);
  const cited = new Set<string>();
  for (const other of lines) {
    if (other.block !== line.block) continue;
    const task = other.headings
      .map((title) => /^task (\d+)\b/i.exec(title)?.[1])
      .find((number) => number !== undefined);
    if (task === undefined || (numbers.length > 0 && !numbers.includes(Number(task)))) continue;
    for (const path of summaryReferences(other.text)) cited.add(path);
  }
  return cited;
}
