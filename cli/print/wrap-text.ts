import stringWidth from "string-width";

/** A command that a report names, to be copied as it is: it stands at the end of its line, behind a colon. */
const COMMAND_AT_END = /^(.*[^\s].*?:) ((?:[A-Z_]+=\S+ )*memories \S.*)$/;
/** Lines of labels and a text: what is wrapped goes below the text, unless the labels take up the better part. */
const LABEL = /^(.{0,28}\s{2,})(?=\S)/;
const WIDEST_LABEL_SHARE = 0.5;
const INDENT = 2;

/**
 * A text as lines of at most `width` places, broken between words alone: a word that is longer stands on a line of its
 * own. A command at the end of a line stays in one piece where it fits a line, else it is broken as a shell takes it.
 */
export function wrapText(text: string, width: number): string {
  if (!Number.isFinite(width)) return text;
  return text
    .split("\n")
    .flatMap((line) => wrapLine(line, width))
    .join("\n");
}

function wrapLine(whole: string, width: number): string[] {
  if (stringWidth(whole) <= width) return [whole];
  const widest = Math.floor(width / 2);
  const line = whole.replace(/^\s+/, (own) => own.slice(0, widest));
  const label = LABEL.exec(line)?.[1] ?? "";
  const own = /^\s*/.exec(line)?.[0] ?? "";
  const hangs = label.length <= width * WIDEST_LABEL_SHARE && label.trim() !== "";
  const indent = " ".repeat(Math.min(hangs ? label.length : own.length + INDENT, widest));
  const [, words, command] = COMMAND_AT_END.exec(line) ?? [undefined, line, undefined];
  const lines = fill(words, width, indent);
  return command === undefined ? lines : [...lines, ...commandLines(command, width, indent)];
}

/** Fills lines with words; what stands between words that stay together is kept. */
function fill(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let current = "";
  for (const [piece] of text.matchAll(/\s*\S+/g)) {
    if (current === "" && lines.length === 0) current = piece;
    else if (stringWidth(current + piece) <= width) current += piece;
    else {
      lines.push(current);
      current = indent + piece.trimStart();
    }
  }
  return [...lines, current];
}

/** A command as lines that a shell joins again. */
export function commandLines(command: string, width: number, indent: string): string[] {
  const whole = indent + command;
  if (stringWidth(whole) <= width) return [whole];
  const broken = fill(whole, width - 2, `${indent}  `);
  return broken.map((line, at) => (at === broken.length - 1 ? line : `${line} \\`));
}
