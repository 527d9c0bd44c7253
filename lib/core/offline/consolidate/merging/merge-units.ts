import { KEYWORDS, mergeWords, pairKeywords } from "../reading/keyword-list.ts";
import type { Section } from "../reading/outline.ts";
import { isOfItsSection, type MergeContext } from "./merge-context.ts";
import { type Unit, unitText, withoutRefs } from "./unit.ts";

/** The part of a section that is not its heading or its subsections. */
interface UnitList {
  lead: number;
  readonly units: Unit[];
}

/** The units of a section on disk, brought up to date; see `mergeOutlines`. */
export function mergeUnits(
  section: Section,
  generatedBefore: readonly Unit[],
  generatedNow: readonly Unit[],
  context: MergeContext,
): Pick<Section, "lead" | "units"> {
  const { disk, base, now } = pairKeywords(section, generatedBefore, generatedNow);
  const was = new Map(base.map((unit) => [unit.key, unit]));
  const is = new Map(now.map((unit) => [unit.key, unit]));
  const stood = new Set(disk.map(({ key }) => key));
  const list: UnitList = { lead: section.lead, units: [...disk] };
  for (const unit of disk) {
    const [before, after] = [was.get(unit.key), is.get(unit.key)];
    if (after !== undefined) list.units[list.units.indexOf(unit)] = bringUpToDate(before, unit, after);
    else if (isForgotten(before, unit, context)) remove(list, unit);
  }
  for (const [at, unit] of now.entries()) {
    if (!stood.has(unit.key) && !was.has(unit.key) && (isOfItsSection(unit) || context.mayAppear(unit))) {
      insert(list, now.slice(0, at), unit);
    }
  }
  // The text as a whole has no heading that a blank line would divide from what follows.
  return section.level === 0 ? { ...list, lead: section.lead } : list;
}

/** Whether a unit that is not generated here any more goes. A person's wording of a statement stays. */
function isForgotten(before: Unit | undefined, unit: Unit, context: MergeContext): boolean {
  if (before === undefined) return context.isGone(unit);
  if (unit.kind !== "field" && isOfItsSection(unit)) return true;
  return unitText(before) === unitText(unit);
}

/** What was generated anew, where a person has not changed it. */
function bringUpToDate(before: Unit | undefined, disk: Unit, now: Unit): Unit {
  if (before === undefined) return disk;
  const list = disk.key === KEYWORDS ? mergeWords(before, disk, now) : undefined;
  const changed = unitText(before) !== unitText(now) && unitText(disk) === unitText(before);
  const lines = list ?? (changed ? now.lines : disk.lines);
  const refs = sameRefs(before, now) ? disk.refs : now.refs;
  if (lines === disk.lines && refs === disk.refs) return disk;
  const [first = "", ...rest] = lines;
  const labels = refs.map((ref) => ` [${ref}]`).join("");
  return {
    ...disk,
    refs,
    lines: [refs.length === 0 && now.refs.length === 0 ? first : `${withoutRefs(first)}${labels}`, ...rest],
  };
}

function sameRefs(a: Unit, b: Unit): boolean {
  return a.refs.join("\n") === b.refs.join("\n");
}

/** The blank lines behind the last unit divide it from a heading, whichever unit is the last. */
function remove(list: UnitList, unit: Unit): void {
  const at = list.units.indexOf(unit);
  list.units.splice(at, 1);
  if (at < list.units.length) return;
  const last = list.units.pop();
  if (last === undefined) list.lead = Math.max(list.lead, unit.gap);
  else list.units.push({ ...last, gap: Math.max(last.gap, unit.gap) });
}

/** Puts a unit behind the nearest of its predecessors that is there, else in front (but behind field lines). */
function insert(list: UnitList, predecessors: readonly Unit[], unit: Unit): void {
  const keys = list.units.map(({ key }) => key);
  const fields = list.units.findLastIndex(({ kind }) => kind === "field");
  const at = predecessors.reduce((best, { key }) => Math.max(best, keys.indexOf(key)), fields);
  const before = list.units[at];
  const isLast = at === list.units.length - 1;
  if (before === undefined) {
    list.lead = Math.max(list.lead, 1);
    list.units.unshift({ ...unit, gap: isLast ? 1 : 0 });
    return;
  }
  list.units.splice(at + 1, 0, { ...unit, gap: before.gap });
  if (isLast) list.units[at] = { ...before, gap: before.kind === unit.kind ? 0 : 1 };
}
