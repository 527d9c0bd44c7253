import { type Unit, unitText, withoutRefs } from "./merging/unit.ts";
import { wordingKey } from "./merging/wording.ts";
import type { Section } from "./reading/outline.ts";

/** A handbook and a summary, as outlines. */
export interface Outlines {
  readonly handbook: Section;
  readonly summary: Section;
}

/**
 * Forgets sources in texts that somebody else wrote (a model), by their form alone: a task goes with its last
 * file, a statement with its last task, a block and its line in the summary with the last of both. What differs
 * from `before`, the texts of the last run, is a person's and stays. `gone`: paths of files that are no more.
 */
export function forgetSources(texts: Outlines, before: Outlines, gone: ReadonlySet<string>): Outlines {
  if (gone.size === 0) return texts;
  const isOld = oldUnits(before);
  const dropped = new Set<string>();
  const blocks = texts.handbook.sections.flatMap((block) => {
    const left = forgetInBlock(block, gone, isOld);
    if (left === undefined) dropped.add(wordingKey(block.heading.replace(/^#+\s*(?:task group:)?/i, "")));
    return left ?? [];
  });
  const isTopicOfDropped = (unit: Unit) =>
    isOld(unit) &&
    [...dropped].some((name) => name !== "" && wordingKey(unitText(unit)).replace(/^-\s*/, "").startsWith(name));
  return {
    handbook: { ...texts.handbook, sections: blocks },
    summary: filterUnits(texts.summary, (unit) => !isTopicOfDropped(unit)),
  };
}

function forgetInBlock(block: Section, gone: ReadonlySet<string>, isOld: (unit: Unit) => boolean): Section | undefined {
  const dead = new Set<string>();
  const sections = block.sections.flatMap((task) => {
    const files = filesOf(task);
    if (!/^task \d+$/.test(task.key) || files.length === 0) return [task];
    const left = files.filter((path) => !gone.has(path));
    if (left.length > 0)
      return [left.length === files.length ? task : filterUnits(task, (unit) => !gone.has(fileOf(unit) ?? ""))];
    dead.add(task.key);
    return [];
  });
  if (dead.size === 0) return { ...block, sections };
  const orphaned = !sections.some(({ key }) => /^task \d+$/.test(key));
  const rest = sections.map((section) => forgetStatements(section, dead, orphaned, isOld));
  const isEmpty = block.units.every((unit) => unit.kind === "field" || isOld(unit)) && rest.every(isBare);
  return orphaned && isEmpty ? undefined : { ...block, sections: rest };
}

/** Drops statements that rest on dead tasks alone (without labels: on a block that has no task left). */
function forgetStatements(
  section: Section,
  dead: ReadonlySet<string>,
  orphaned: boolean,
  isOld: (unit: Unit) => boolean,
): Section {
  const units = section.units.flatMap((unit): Unit[] => {
    if (unit.kind !== "bullet" || !isOld(unit)) return [unit];
    const tasks = unit.refs.filter((ref) => /^Task \d+$/.test(ref));
    const living = unit.refs.filter((ref) => !dead.has(ref.toLowerCase()));
    if (tasks.length === 0) return orphaned ? [] : [unit];
    if (living.every((ref) => !tasks.includes(ref))) return [];
    if (living.length === unit.refs.length) return [unit];
    const [first = "", ...more] = unit.lines;
    return [
      { ...unit, refs: living, lines: [`${withoutRefs(first)}${living.map((ref) => ` [${ref}]`).join("")}`, ...more] },
    ];
  });
  return keepLastGap({ ...section, units }, section);
}

/** Whether a unit stood like this in the texts of the last run. */
function oldUnits(before: Outlines): (unit: Unit) => boolean {
  const texts = new Set<string>();
  const visit = ({ units, sections }: Section) => {
    for (const unit of units) texts.add(unitText(unit));
    sections.forEach(visit);
  };
  visit(before.handbook);
  visit(before.summary);
  return (unit) => texts.has(unitText(unit));
}

function filterUnits(section: Section, keep: (unit: Unit) => boolean): Section {
  const left = {
    ...section,
    units: section.units.filter(keep),
    sections: section.sections.map((child) => filterUnits(child, keep)),
  };
  return keepLastGap(left, section);
}

/** What divides a section from the next heading is not forgotten with its last unit. */
function keepLastGap(left: Section, whole: Section): Section {
  const gap = whole.units.at(-1)?.gap ?? 0;
  const last = left.units.at(-1);
  if (left.units.length === whole.units.length) return left;
  if (last === undefined) return { ...left, lead: Math.max(left.lead, gap) };
  return { ...left, units: [...left.units.slice(0, -1), { ...last, gap: Math.max(last.gap, gap) }] };
}

function isBare(section: Section): boolean {
  return section.units.every(({ kind }) => kind === "field") && section.sections.every(isBare);
}

function filesOf(section: Section): string[] {
  return [...section.units.flatMap((unit) => fileOf(unit) ?? []), ...section.sections.flatMap(filesOf)];
}

function fileOf({ key }: Unit): string | undefined {
  return /^file (\S+)/.exec(key)?.[1];
}
