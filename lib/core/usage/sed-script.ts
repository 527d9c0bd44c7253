/**
 * Whether a sed script only prints: addresses with the commands that print, skip, hold, branch, substitute or end.
 * `w`, `W`, `r`, `R`, `e`, the flags `w` and `e` of `s`, and whatever this does not know make it false.
 */
export function isReadingSedScript(script: string): boolean {
  let rest = script;
  while (rest !== "") {
    const length = STATEMENTS.map((statement) => statement.exec(rest)?.[0].length ?? 0).find((found) => found > 0);
    if (length === undefined) return false;
    rest = rest.slice(length);
  }
  return true;
}

/** Marks that people put around a pattern; in the form that a bracket expression takes. */
const MARKS = ["\\/", "\\|", "#", ",", "@", "%", "!", "_"];

/** A pattern up to its mark. A bracket expression that holds the mark is read differently by different seds: no match. */
const pattern = (mark: string) => String.raw`(?:[^${mark}\\\[\n]|\\[^\n]|\[\^?\]?[^\]${mark}\n]*\])*`;
const replacement = (mark: string) => String.raw`(?:[^${mark}\\\n]|\\[\s\S])*`;

/** A line number, `$`, `first~step` or `/pattern/`; behind a comma also `+n` and `~n`. */
const LINE = String.raw`(?:\d+(?:~\d+)?|\$|\/${pattern("\\/")}\/[IM]*)`;
const ADDRESS = String.raw`[\s;{}]*(?:${LINE}\s*(?:,\s*(?:${LINE}|[+~]\d+)\s*)?)?!?\s*`;
const END = String.raw`\s*(?:[;\n}]+|$|(?=\}))`;

const marked = (letter: string, flags: string) =>
  MARKS.map((mark) => `${letter}${mark}${pattern(mark)}${mark}${replacement(mark)}${mark}${flags}`).join("|");

const STATEMENTS = [
  "[pPdDnNgGhHx=lzF]",
  String.raw`\{`,
  String.raw`[qQ]\s*\d*`,
  String.raw`[btT]\s*\w*`,
  String.raw`:\s*\w+`,
  String.raw`#[^\n]*`,
  marked("s", String.raw`[gpiIM\d]*`),
  marked("y", ""),
  "",
].map((command) => new RegExp(`^${ADDRESS}(?:${command})${command === String.raw`\{` ? "" : END}`));
