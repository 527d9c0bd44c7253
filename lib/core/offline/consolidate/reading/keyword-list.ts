import type { Unit } from "../merging/unit.ts";
import type { Section } from "./outline.ts";

/** The section that holds one list of words, and the key of that list, whatever the words. */
export const KEYWORDS = "keywords";

/** The units of a section in three texts, where a list of keywords is one thing in all of them. */
export function pairKeywords(
  section: Section,
  base: readonly Unit[],
  now: readonly Unit[],
): { readonly disk: readonly Unit[]; readonly base: readonly Unit[]; readonly now: readonly Unit[] } {
  const [before, after] = [base[0], now[0]];
  if (section.key !== KEYWORDS || (before === undefined && after === undefined))
    return { disk: section.units, base, now };
  const listed = new Set([before, after].flatMap((unit) => (unit === undefined ? [] : wordsOf(unit))));
  const rank = (unit: Unit) => (unit.key === before?.key ? 2 : wordsOf(unit).some((word) => listed.has(word)) ? 1 : 0);
  const best = section.units.toSorted((a, b) => rank(b) - rank(a))[0];
  const mark = (unit: Unit) => ({ ...unit, key: KEYWORDS });
  return {
    disk: section.units.map((unit) => (unit === best && rank(unit) > 0 ? mark(unit) : unit)),
    base: before === undefined ? [] : [mark(before), ...base.slice(1)],
    now: after === undefined ? [] : [mark(after), ...now.slice(1)],
  };
}

/** A list of words on one line: what came and went since is added and taken away, the rest stays as it is. */
export function mergeWords(before: Unit, disk: Unit, now: Unit): readonly string[] {
  const [was, stands, is] = [before, disk, now].map(wordsOf) as [string[], string[], string[]];
  const gone = was.filter((word) => !is.includes(word));
  const come = is.filter((word) => !was.includes(word) && !stands.includes(word));
  const kept = stands.filter((word) => !gone.includes(word));
  if (kept.length === stands.length && come.length === 0) return disk.lines;
  return [`- ${[...kept, ...come].join(", ")}`, ...disk.lines.slice(1)];
}

function wordsOf(unit: Unit): string[] {
  const list = (unit.lines[0] ?? "").replace(/^\s*[-*+]\s+/, "");
  return list
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}
