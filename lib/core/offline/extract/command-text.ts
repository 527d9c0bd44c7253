/** Programs that look, move or glue: running them says nothing about whether the work holds. */
const PLAIN_PROGRAMS = new Set(
  `cat ls sed grep rg awk echo printf cd mkdir rm cp mv touch head tail wc find git sort uniq true false test export
  which pwd env chmod chown tee xargs cut tr diff less nl bat stat file date sleep set source read command exit`.split(
    /\s+/,
  ),
);

/** One simple command of a shell line. */
export interface Segment {
  /** As written, without the usual redirections of error output. */
  readonly text: string;
  readonly program: string;
  /** Words after the program, without options and redirections. */
  readonly words: readonly string[];
}

/** The simple commands of a shell text, without the bodies of here-documents. Good enough to compare, not to run. */
export function segmentsOf(command: string): Segment[] {
  const bare = command.replaceAll(/<<-?\s*(['"]?)(\w+)\1([^\n]*)\n[\s\S]*?\n[ \t]*\2(?=\n|$)/g, "$3");
  return splitOutsideQuotes(bare)
    .map((text) => text.replaceAll(/\s*(?:\d>&\d|[\d&]?>\s*\/dev\/null)/g, "").trim())
    .filter((text) => text !== "" && !text.startsWith("#"))
    .map(readSegment);
}

/** Cuts at `&&`, `||`, `;`, `|` and line ends that no quotes enclose. */
function splitOutsideQuotes(text: string): string[] {
  const parts: string[] = [];
  let part = "";
  let quote = "";
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    const pair = text.slice(at, at + 2);
    if (quote === "" && (pair === "&&" || pair === "||" || /[;|\n]/.test(char))) {
      parts.push(part);
      part = "";
      if (pair === "&&" || pair === "||") at += 1;
      continue;
    }
    part += char;
    if (quote === "" && (char === '"' || char === "'")) quote = char;
    else if (char === quote && text.charAt(at - 1) !== "\\") quote = "";
  }
  return [...parts, part];
}

function readSegment(text: string): Segment {
  const words = text
    .replaceAll(/\d?>>?&?\s*\S+|<\s*\S+/g, " ")
    .trim()
    .split(/\s+/)
    .filter((word) => !/^\w+=/.test(word));
  const [program = "", ...rest] = words;
  return { text, program, words: rest.filter((word) => !word.startsWith("-")) };
}

/** Whether a program does real work: builds, tests, serves, deploys. */
export function isWorking(segment: Segment): boolean {
  return segment.program !== "" && !PLAIN_PROGRAMS.has(segment.program) && /^[\w./~-]/.test(segment.program);
}

/** The segment that a whole command is about: the last one that works, else the last one. */
export function mainSegment(command: string): Segment | undefined {
  const segments = segmentsOf(command);
  return segments.findLast(isWorking) ?? segments.at(-1);
}

/** Two segments that run the same thing: one program, and a word in common or no words at all. */
export function sameThing(a: Segment, b: Segment): boolean {
  if (a.program !== b.program) return false;
  return (a.words.length === 0 && b.words.length === 0) || a.words.some((word) => b.words.includes(word));
}

/** A text in a Markdown code span, on one line, at most `maxChars` long. */
export function codeSpan(text: string, maxChars = 160): string {
  const line = text.replaceAll(/\s*\n\s*/g, " ").trim();
  const shown = line.length > maxChars ? `${line.slice(0, maxChars)}…` : line;
  return shown.includes("`") ? `\`\` ${shown} \`\`` : `\`${shown}\``;
}
