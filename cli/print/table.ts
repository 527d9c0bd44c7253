import stringWidth from "string-width";
import { cutText } from "./cut-text.ts";
import { wrapText } from "./wrap-text.ts";

/** A cell: the value as it is, or a short form for a screen beside the whole one for programs. */
export type Cell = string | { readonly shown: string; readonly full: string };

export interface Column {
  /** The heading on a screen. */
  readonly title: string;
  /** The name in a header row for programs. */
  readonly key: string;
  /** It may be cut where the screen is too narrow; of several the last gives way first. */
  readonly shrinks?: true;
  readonly align?: "right";
  /** A screen leaves it out. */
  readonly only?: "program";
}

/** Rows for people and programs alike. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** The newest row stands at the prompt; a pager shows the first lines, and gets it first. */
  readonly newest?: "last";
  /** Lines for people below the rows. */
  readonly footer?: readonly string[];
  /** Those lines are told on stderr where the rows go to a program: they hold what no row does. */
  readonly tellsFooter?: true;
  /** What is said where there are no rows. */
  readonly empty?: string;
}

/** Columns that are called the same for people and programs; the last may be cut. */
export function columnsOf(...titles: readonly string[]): Column[] {
  const last = titles.length - 1;
  return titles.map((title, at) => ({ title, key: title, ...(at === last ? { shrinks: true as const } : {}) }));
}

const GAP = "  ";
/** A column is not cut to less than this many places: below that it says nothing. */
const NARROWEST = 8;

/** The table for a screen of `width` places: no line is longer, and what is cut ends with `…`. */
export function renderTable(
  { columns: all, rows, footer = [], empty }: Table,
  width = Number.POSITIVE_INFINITY,
): string {
  const onScreen = all.map(({ only }) => only === undefined);
  const columns = all.filter((_, at) => onScreen[at]);
  if (rows.length === 0 && empty !== undefined)
    return [empty, ...footer].map((text) => wrapText(text, width)).join("\n");
  const shown = rows.map((row) =>
    row.filter((_, at) => onScreen[at]).map((cell) => oneLine(typeof cell === "string" ? cell : cell.shown)),
  );
  const titles = columns.map(({ title }) => title);
  const natural = columns.map((_, at) => Math.max(...[titles, ...shown].map((row) => stringWidth(row[at] ?? ""))));
  const widths = fitted(natural, columns, width);
  const line = (cells: readonly string[]) =>
    widths
      .map((room, at) => pad(cutText(cells[at] ?? "", room), room, columns[at]?.align))
      .join(GAP)
      .trimEnd();
  const below = footer.map((text) => wrapText(text, width));
  return [...(titles.every((title) => title === "") ? [] : [line(titles)]), ...shown.map(line), ...below].join("\n");
}

/** The rows for a program: whole values separated by tabs; with `headers` a first row that names them. */
export function renderTsv({ columns, rows }: Table, headers: "with headers" | "rows alone"): string {
  const whole = rows.map((row) => row.map((cell) => oneLine(typeof cell === "string" ? cell : cell.full)).join("\t"));
  return [...(headers === "with headers" ? [columns.map(({ key }) => key).join("\t")] : []), ...whole].join("\n");
}

/** Widths that fit together: columns that may shrink do, and what still has no room at the end is left out. */
function fitted(natural: readonly number[], columns: readonly Column[], width: number): number[] {
  const widths = [...natural];
  const total = () => widths.reduce((sum, each) => sum + each, 0) + GAP.length * (widths.length - 1);
  for (let at = widths.length - 1; at >= 0 && total() > width; at--) {
    if (columns[at]?.shrinks !== true) continue;
    const over = total() - width;
    widths[at] = Math.max(Math.min(NARROWEST, natural[at] ?? 0), (widths[at] ?? 0) - over);
  }
  while (widths.length > 1 && total() > width) widths.pop();
  if (widths.length === 1 && total() > width) widths[0] = width;
  return widths;
}

function pad(text: string, width: number, align: Column["align"]): string {
  const room = " ".repeat(Math.max(0, width - stringWidth(text)));
  return align === "right" ? room + text : text + room;
}

/** A tab or a line end inside a value would look like the end of it. */
function oneLine(text: string): string {
  return text.replace(/[\t\r\n]+/g, " ");
}
