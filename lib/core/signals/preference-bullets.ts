/** A bullet of a memory with the lines that belong to it. */
export interface Bullet {
  /** Its lines in the text: from the first, from 0, to before the second. */
  readonly from: number;
  readonly to: number;
  /** What it says, without its mark, on one line. */
  readonly text: string;
}

const HEADING = /^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$/;
const BOLD = /^\s{0,3}(?:\*\*|__)(.+?)(?:\*\*|__)\s*:?\s*$/;
const LABEL = /^\s{0,3}(?:\*\*|__)?([A-Za-z][A-Za-z ,/-]{2,60}?)(?:\*\*|__)?\s*:(?:\*\*|__)?\s*$/;
const OF_PREFERENCES = /\bpreferences?(?:\s+signals?)?$|^(?:standing|user)\s+(?:wishes|signals?)$/i;
const MARK = /^(\s*)(?:[-*+•]|\d{1,3}[.)])\s+/;
const FENCE = /^\s*(?:```|~~~)/;
/** A bullet says something: not "none", not a dash. */
const NOTHING = /^[\s\p{P}]*(?:none|n\/a|nothing)?[\s\p{P}]*$/iu;

/** The bullets under headings that tell of preferences, in their order; a paragraph there counts as one. */
export function preferenceBullets(lines: readonly string[]): Bullet[] {
  const found: { from: number; to: number; texts: string[] }[] = [];
  let inside = false;
  let open = false;
  let fenced = false;
  for (const [at, line] of lines.entries()) {
    if (FENCE.test(line)) fenced = !fenced;
    const title = fenced ? undefined : titleOf(line);
    if (title !== undefined) {
      inside = OF_PREFERENCES.test(title.replaceAll(/\*\*|__|:$/g, "").trim());
      open = false;
      continue;
    }
    if (!inside) continue;
    if (line.trim() === "") {
      open = false;
      continue;
    }
    const last = found.at(-1);
    const mark = MARK.exec(line);
    const isOwn = mark !== null && (mark[1] ?? "").length < 2;
    if (!isOwn && last !== undefined && last.to <= at && (open || /^\s{2}/.test(line))) {
      last.to = at + 1;
      last.texts.push(line.trim());
    } else found.push({ from: at, to: at + 1, texts: [line.replace(MARK, "").trim()] });
    open = true;
  }
  return found
    .map(({ from, to, texts }) => ({ from, to, text: texts.join(" ") }))
    .filter(({ text }) => !NOTHING.test(text));
}

function titleOf(line: string): string | undefined {
  return HEADING.exec(line)?.[1] ?? BOLD.exec(line)?.[1] ?? LABEL.exec(line)?.[1];
}
