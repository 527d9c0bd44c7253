import { makeSection, type Section } from "../reading/outline.ts";
import { isOfItsSection, type MergeContext, mergeContext } from "./merge-context.ts";
import { mergeUnits } from "./merge-units.ts";

/**
 * Brings an outline on disk up to date. `base` is what was generated from the old inputs, `now` what is
 * generated from the new ones; what differs between `base` and `disk` is a person's doing and stays: a line
 * added or reworded stays, a line removed is not written again. Only what differs between `base` and `now`
 * is changed, in place, and everything else keeps its bytes.
 */
export function mergeOutlines(base: Section, disk: Section, now: Section): Section {
  return mergeSection(base, disk, now, mergeContext(base, disk, now));
}

function mergeSection(
  base: Section | undefined,
  disk: Section,
  now: Section | undefined,
  context: MergeContext,
): Section {
  return {
    ...disk,
    ...withHeading(base, disk, now),
    ...mergeUnits(disk, base?.units ?? [], now?.units ?? [], context),
    sections: mergeSections(base?.sections ?? [], disk.sections, now?.sections ?? [], context),
  };
}

function withHeading(base: Section | undefined, disk: Section, now: Section | undefined): { heading: string } {
  const untouched = base !== undefined && disk.heading === base.heading;
  return { heading: untouched && now !== undefined ? now.heading : disk.heading };
}

function mergeSections(
  base: readonly Section[],
  disk: readonly Section[],
  now: readonly Section[],
  context: MergeContext,
): Section[] {
  const find = (sections: readonly Section[], key: string) => sections.find((section) => section.key === key);
  const merged = disk.flatMap((section) => {
    const [before, after] = [find(base, section.key), find(now, section.key)];
    const result = mergeSection(before, section, after, context);
    // A heading that was generated goes with the last thing under it; a person's own stays.
    return before !== undefined && after === undefined && isHollow(result) ? [] : [result];
  });
  for (const [at, section] of now.entries()) {
    if (find(disk, section.key) !== undefined) continue;
    const fresh = withoutKnown(section, find(base, section.key), context);
    if (fresh !== undefined)
      insertAfter(
        merged,
        now.slice(0, at).map(({ key }) => key),
        fresh,
      );
  }
  return merged;
}

/** Puts a section behind the nearest of its predecessors that is there, else in front. */
function insertAfter(sections: Section[], predecessors: readonly string[], section: Section): void {
  const keys = sections.map(({ key }) => key);
  const at = predecessors.reduce((best, key) => Math.max(best, keys.indexOf(key)), -1);
  const before = sections[at];
  if (before !== undefined) sections[at] = withGap(before);
  sections.splice(at + 1, 0, section);
}

/** The section with a blank line at its end, so that a heading can follow. */
function withGap(section: Section): Section {
  const last = section.sections.at(-1);
  if (last !== undefined) return { ...section, sections: [...section.sections.slice(0, -1), withGap(last)] };
  const unit = section.units.at(-1);
  if (unit === undefined) return { ...section, lead: Math.max(section.lead, 1) };
  return { ...section, units: [...section.units.slice(0, -1), { ...unit, gap: Math.max(unit.gap, 1) }] };
}

/**
 * What of a generated section is new, for a place where a person has taken the section away: what was in it
 * then stays away. A part without anything new in it is undefined; one with something keeps its field lines.
 */
function withoutKnown(now: Section, base: Section | undefined, context: MergeContext): Section | undefined {
  const known = new Set(base?.units.map(({ key }) => key));
  const fresh = now.units.filter(
    (unit) => unit.kind !== "field" && !known.has(unit.key) && (isOfItsSection(unit) || context.mayAppear(unit)),
  );
  const sections = now.sections.flatMap((section) => {
    const before = base?.sections.find(({ key }) => key === section.key);
    return withoutKnown(section, before, context) ?? [];
  });
  if (base !== undefined && fresh.length === 0 && sections.length === 0) return undefined;
  const units = now.units.filter((unit) => unit.kind === "field" || fresh.includes(unit));
  const made = makeSection(
    now.level,
    now.heading.replace(/^#+\s+/, ""),
    units.map(({ lines }) => lines),
    sections,
  );
  return { ...made, key: now.key };
}

/** Nothing is left but headings and field lines, which say nothing by themselves. */
function isHollow(section: Section): boolean {
  return section.units.every(({ kind }) => kind === "field") && section.sections.every(isHollow);
}
