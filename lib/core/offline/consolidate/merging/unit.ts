import { squeeze, wordingKey } from "./wording.ts";

/** A bullet with what belongs to it, a field line, or a paragraph. */
export interface Unit {
  readonly kind: "bullet" | "field" | "text";
  /** What makes it the same thing in two texts; unique in its section. */
  readonly key: string;
  /** As they stand, without line ends. */
  readonly lines: readonly string[];
  /** Labels in brackets at the end of the first line, such as `Task 2`, without the brackets. */
  readonly refs: readonly string[];
  /** Blank lines behind it. */
  readonly gap: number;
}

const BULLET = /^ ?[-*+]\s+/;
const FIELD = /^(scope|applies_to):/;

/** Sections of the summary's index: what stands there in bold is what the line is about. */
const INDEX_SECTION = /^(?:\d{4}-\d\d-\d\d|older topics|skills)$/;

/** Units with their keys, as they are in a section with this key. */
export function keyedUnits(section: string, units: readonly Pick<Unit, "lines" | "gap">[]): Unit[] {
  return distinct(units.map(({ lines, gap }) => ({ ...describeUnit(section, lines), lines, gap })));
}

function describeUnit(section: string, lines: readonly string[]): Pick<Unit, "kind" | "key" | "refs"> {
  const first = lines[0] ?? "";
  const field = FIELD.exec(first);
  if (field !== null) return { kind: "field", key: `field ${field[1]}`, refs: [] };
  const kind = BULLET.test(first) ? "bullet" : "text";
  const body = first.replace(BULLET, "");
  const file = /^`?((?:rollout_summaries|extensions)\/\S+?\.md)`?(?=\s|$)/.exec(body);
  if (file !== null) return { kind, key: `file ${file[1]}`, refs: [] };
  const topic = /^\*\*(.+?)\*\*/.exec(body);
  if (topic !== null && INDEX_SECTION.test(section))
    return { kind, key: `topic ${wordingKey(topic[1] ?? "")}`, refs: [] };
  const refs = [...body.slice(endOfStatement(body)).matchAll(/\[([^[\]]+)\]/g)].map((match) => match[1] ?? "");
  return { kind, key: wordingKey([withoutRefs(body), ...lines.slice(1)].join(" ")), refs };
}

/** What a unit says: its lines without labels and without regard to white space. */
export function unitText({ lines, refs }: Unit): string {
  const [first = "", ...rest] = lines;
  return squeeze([refs.length > 0 ? withoutRefs(first) : first, ...rest].join(" "));
}

/** A line without the labels at its end. */
export function withoutRefs(line: string): string {
  return line.slice(0, endOfStatement(line));
}

/** Where the labels at a line's end begin, each with white space before it: `does this [Task 1] [Task 2]`. */
function endOfStatement(line: string): number {
  let end = line.length;
  for (;;) {
    const trimmed = line.slice(0, end).trimEnd();
    const open = trimmed.endsWith("]") ? trimmed.lastIndexOf("[") : -1;
    if (
      open <= 0 ||
      open >= trimmed.length - 2 ||
      trimmed.slice(open + 1, -1).includes("]") ||
      !/\s/.test(trimmed.charAt(open - 1))
    ) {
      return end === line.length ? end : trimmed.length;
    }
    end = open;
  }
}

/** Numbers the keys of equal ones, so that each is found by its key. */
export function distinct<T extends { readonly key: string }>(of: readonly T[]): T[] {
  const seen = new Map<string, number>();
  return of.map((one) => {
    const times = (seen.get(one.key) ?? 0) + 1;
    seen.set(one.key, times);
    return times === 1 ? one : { ...one, key: `${one.key}\n${times}` };
  });
}

/** Whether a line begins a unit, also right behind another one. */
export function beginsUnit(line: string): boolean {
  return BULLET.test(line) || FIELD.test(line);
}
