import { beginsUnit, distinct, keyedUnits, type Unit } from "../merging/unit.ts";
import { squeeze, wordingKey } from "../merging/wording.ts";

/** A heading with what stands under it. The whole text is a section without heading, level 0. */
export interface Section {
  readonly level: number;
  readonly key: string;
  readonly heading: string;
  /** Blank lines between the heading and what follows. */
  readonly lead: number;
  readonly units: readonly Unit[];
  readonly sections: readonly Section[];
}

const HEADING = /^(#{1,6})[ \t]+\S/;
const FENCE = /^\s*(?:```|~~~)/;

/** A section being read. */
interface Draft {
  readonly level: number;
  readonly heading: string;
  lead: number;
  units: { lines: string[]; gap: number }[];
  sections: Draft[];
}

/** Reads a markdown text so that `renderOutline` gives it back as it was (its line ends as line feeds). */
export function parseOutline(text: string): Section {
  const root: Draft = { level: 0, heading: "", lead: 0, units: [], sections: [] };
  const path = [root];
  let fenced = false;
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  for (const raw of lines) {
    const line = raw.replace(/\r$/, "");
    let section = path.at(-1) ?? root;
    const heading = fenced ? null : HEADING.exec(line);
    if (heading !== null) {
      const level = heading[1]?.length ?? 1;
      while (section.level >= level) {
        path.pop();
        section = path.at(-1) ?? root;
      }
      const next: Draft = { level, heading: line, lead: 0, units: [], sections: [] };
      section.sections.push(next);
      path.push(next);
      continue;
    }
    const last = section.units.at(-1);
    if (line.trim() === "" && !fenced) {
      if (last === undefined) section.lead += 1;
      else last.gap += 1;
      continue;
    }
    if (last !== undefined && (fenced || continues(line, last))) {
      last.lines.push(...Array<string>(last.gap).fill(""), line);
      last.gap = 0;
    } else {
      section.units.push({ lines: [line], gap: 0 });
    }
    if (FENCE.test(line)) fenced = !fenced;
  }
  return finish(root);
}

/** A section as a program makes it: a blank line behind the heading and behind the units. */
export function makeSection(
  level: number,
  title: string,
  units: readonly (readonly string[])[],
  sections: readonly Section[] = [],
): Section {
  const key = sectionKey(title);
  const gaps = units.map((lines, at) => ({ lines, gap: at === units.length - 1 ? 1 : 0 }));
  return {
    level,
    heading: level === 0 ? "" : `${"#".repeat(level)} ${title}`,
    key: level === 0 ? "" : key,
    lead: level === 0 ? 0 : 1,
    units: keyedUnits(key, gaps),
    sections: distinct(sections),
  };
}

/** Whether a line belongs to the unit before it: it is indented, or follows without a blank line and starts nothing. */
function continues(line: string, last: { readonly gap: number }): boolean {
  if (/^(?: {2}|\t)/.test(line)) return true;
  return last.gap === 0 && !beginsUnit(line);
}

function finish(draft: Draft): Section {
  const key = sectionKey(squeeze(draft.heading.replace(/^#+/, "")));
  return {
    level: draft.level,
    heading: draft.heading,
    key,
    lead: draft.lead,
    units: keyedUnits(key, draft.units),
    sections: distinct(draft.sections.map(finish)),
  };
}

/** A task is known by its number, everything else by its words. */
export function sectionKey(title: string): string {
  const task = /^task (\d+)\b/i.exec(title);
  return task === null ? wordingKey(title) : `task ${Number(task[1])}`;
}

/** The text of an outline, ending in one line feed unless it is empty. */
export function renderOutline(section: Section): string {
  const lines = renderLines(section);
  while (lines.at(-1) === "") lines.pop();
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function renderLines(section: Section): string[] {
  const blank = (count: number) => Array<string>(count).fill("");
  return [
    ...(section.level === 0 ? [] : [section.heading]),
    ...blank(section.lead),
    ...section.units.flatMap(({ lines, gap }) => [...lines, ...blank(gap)]),
    ...section.sections.flatMap(renderLines),
  ];
}
