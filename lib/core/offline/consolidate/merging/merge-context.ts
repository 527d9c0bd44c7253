import { KEYWORDS } from "../reading/keyword-list.ts";
import type { Section } from "../reading/outline.ts";
import { type Unit, unitText } from "./unit.ts";

/** A moved line shorter than this may stand elsewhere for reasons of its own. */
const MOVED_MIN_CHARS = 20;

/** What a merge of one section needs to know of the texts as a whole. */
export interface MergeContext {
  /** Whether a unit that neither text generated here is one that was generated elsewhere and is no more. */
  isGone(unit: Unit): boolean;
  /** Whether a unit that is generated here now, and was not before, may be written. */
  mayAppear(unit: Unit): boolean;
}

/** Looks at the three texts of a merge as a whole. */
export function mergeContext(base: Section, disk: Section, now: Section): MergeContext {
  const [was, stands, is] = [unitsByKey(base), unitsByKey(disk), unitsByKey(now)];
  return {
    isGone: ({ kind, key }) => kind === "bullet" && key.length >= MOVED_MIN_CHARS && was.has(key) && !is.has(key),
    mayAppear: ({ key }) => {
      const before = was.get(key);
      const found = stands.get(key);
      // Generated before, in another place: a person who took it away or reworded it there meant it everywhere.
      if (before === undefined) return true;
      return found?.some((unit) => before.some((old) => unitText(old) === unitText(unit))) ?? false;
    },
  };
}

/** Statements and topics of all sections; files, keywords and fields belong to their section alone. */
function unitsByKey(section: Section): Map<string, Unit[]> {
  const units = new Map<string, Unit[]>();
  const visit = ({ key, units: own, sections }: Section) => {
    for (const unit of own) {
      if (key !== KEYWORDS && !isOfItsSection(unit)) units.set(unit.key, [...(units.get(unit.key) ?? []), unit]);
    }
    sections.forEach(visit);
  };
  visit(section);
  return units;
}

/** Whether a unit means something only where it stands, and goes with what generated it. */
export function isOfItsSection({ kind, key }: Unit): boolean {
  return kind === "field" || key === KEYWORDS || key.startsWith("file ");
}
