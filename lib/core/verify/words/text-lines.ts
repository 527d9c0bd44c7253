/** A bullet or paragraph of a memory file with the headings above it. */
export interface TextLine {
  /** Its lines in the file: from the first, from 0, to before the second. */
  readonly from: number;
  readonly to: number;
  /** What it says, on one line, without the bullet and without the labels at its end. */
  readonly text: string;
  /** The labels at its end, such as `Task 2`, without brackets. */
  readonly labels: readonly string[];
  /** The heading of level 1 above it, and the others, outermost first; without marks. */
  readonly block: string;
  readonly headings: readonly string[];
}

const HEADING = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const MARK = /^(\s*)(?:[-*+•]|\d{1,3}[.)])\s+/;
const FENCE = /^\s*(?:```|~~~)/;
const LABEL = /(?:^|\s)\[([^[\]]+)\]\s*$/;

/** Every bullet and paragraph of a text, in order. */
export function readLines(text: string): TextLine[] {
  const found: TextLine[] = [];
  let path: { level: number; title: string }[] = [];
  let open: { from: number; to: number; texts: string[] } | undefined;
  let fenced = false;
  const close = () => {
    if (open !== undefined) found.push(lineOf(open, path));
    open = undefined;
  };
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const heading = fenced ? null : HEADING.exec(line);
    if (heading !== null) {
      close();
      const level = heading[1]?.length ?? 1;
      path = [...path.filter((one) => one.level < level), { level, title: heading[2] ?? "" }];
      continue;
    }
    const mark = fenced ? null : MARK.exec(line);
    const begins = mark !== null && (mark[1] ?? "").length < 2;
    if (!fenced && line.trim() === "") close();
    else if (open !== undefined && !begins) {
      open.to = at + 1;
      open.texts.push(line.trim());
    } else {
      close();
      open = { from: at, to: at + 1, texts: [line.replace(MARK, "").trim()] };
    }
    if (FENCE.test(line)) fenced = !fenced;
  }
  close();
  return found;
}

function lineOf(
  { from, to, texts }: { readonly from: number; readonly to: number; readonly texts: readonly string[] },
  path: readonly { readonly level: number; readonly title: string }[],
): TextLine {
  const labels: string[] = [];
  let text = texts.join(" ");
  for (let label = LABEL.exec(text); label !== null; label = LABEL.exec(text)) {
    labels.unshift(label[1] ?? "");
    text = text.slice(0, label.index).trimEnd();
  }
  const [first] = path;
  const block = first?.level === 1 ? first.title : "";
  return { from, to, text, labels, block, headings: path.filter(({ level }) => level > 1).map(({ title }) => title) };
}

/** A text without some of its lines, and with others in place of some. No two blank lines come to stand together. */
export function withoutLines(text: string, changed: ReadonlyMap<TextLine, string | undefined>): string {
  const lines: (string | undefined)[] = text.split("\n");
  for (const [{ from, to }, next] of changed) {
    for (let at = from; at < to; at += 1) lines[at] = undefined;
    lines[from] = next;
  }
  const kept: string[] = [];
  for (const [at, line] of lines.entries()) {
    if (line === undefined) continue;
    const gone = lines[at - 1] === undefined && at > 0;
    if (gone && line.trim() === "" && (kept.at(-1) ?? "").trim() === "") continue;
    kept.push(line);
  }
  return kept.join("\n");
}
