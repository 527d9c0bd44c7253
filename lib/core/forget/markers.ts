import { summaryFileName } from "../consolidate/summary-file-name.ts";
import type { SelectedMemory } from "../types.ts";

/** Shorter lines say too little to be anybody's own: headings, labels, single words. */
const TELLING_LENGTH = 24;

/**
 * What gives a forgotten memory away where it still stands: the thread's id, its summary's file name, and the lines of
 * its texts that no kept memory has too (what others support as well is theirs, and stays).
 */
export function markersOf(forgotten: readonly SelectedMemory[], kept: readonly SelectedMemory[]): string[] {
  const shared = kept.map((memory) => `${memory.rawMemory}\n${memory.rolloutSummary}`).join("\n");
  const markers = new Set<string>();
  for (const memory of forgotten) {
    markers.add(memory.threadId);
    markers.add(summaryFileName(memory));
    for (const line of `${memory.rawMemory}\n${memory.rolloutSummary}`.split("\n")) {
      const text = bare(line);
      if (text.length >= TELLING_LENGTH && !shared.includes(text)) markers.add(text);
    }
  }
  return [...markers];
}

/** A line without the marks of a list or heading, which a consolidation may set differently. */
function bare(line: string): string {
  return line.trim().replace(/^(?:[-*+]|#{1,6}|\d+[.)])\s+/, "");
}

/** The lines (from 1) of a text in which a marker stands. */
export function linesWith(text: string, markers: readonly string[]): number[] {
  if (!markers.some((marker) => text.includes(marker))) return [];
  return text.split("\n").flatMap((line, at) => (markers.some((marker) => line.includes(marker)) ? [at + 1] : []));
}
