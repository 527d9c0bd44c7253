import type { SelectedMemory } from "../types.ts";

/** Shorter lines say too little to be anybody's own: headings, labels, single words. */
const TELLING_LENGTH = 24;

/**
 * The telling lines of forgotten texts that no kept text has too: what others support as well is theirs, and stays. With
 * the thread's id and its summary's file name they give a memory away where it still stands.
 */
export function linesOnlyIn(texts: readonly string[], kept: readonly string[]): string[] {
  const shared = kept.join("\n");
  const lines = texts.flatMap((text) => text.split("\n")).map(bare);
  return [...new Set(lines.filter((line) => line.length >= TELLING_LENGTH && !shared.includes(line)))];
}

/** The texts of a memory. */
export function textsOf({ rawMemory, rolloutSummary }: SelectedMemory): string[] {
  return [rawMemory, rolloutSummary];
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
