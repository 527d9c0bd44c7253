import { withoutHandedText } from "./handed-text.ts";
import { isAdvice, isExampleStep, isMachineLine, isRecord } from "./machine-lines.ts";
import { startOfOthersTalk } from "./others-talk.ts";
import { isTemplate, lineKey, templateInput, templateSentences } from "./templates.ts";

/** Lines that somebody else wrote, by `lineKey`: the agent's, and what templates say each time. */
export interface OthersLines {
  readonly agent: ReadonlySet<string>;
  readonly templates: ReadonlySet<string>;
}

/** A message has more than this only when something was pasted into it. */
const TYPED_MAX_CHARS = 4_000;
const TYPED_MAX_LINES = 40;
/** A paragraph around a paste is the person's when it is no longer than this. */
const FRAME_MAX_CHARS = 400;
/** A shorter line of the agent may be the person's by chance. */
const ECHO_MIN_CHARS = 8;

/** Everything below such a line is a plan or an answer of the agent. */
const SENT_BACK =
  /^(?:please )?(?:implement|execute|carry out|follow) (?:this|the|the following|your) (?:plan|proposal)\b[^\n]*:?\s*$/im;
const PLACEHOLDERS = /\[(?:image|pasted text|file|screenshot|audio|attachment)[^\]\n]*\]|…\d+ chars truncated…/gi;

/** What of a message the person typed; empty when nothing is surely theirs. */
export function ownWords(message: string, others: OthersLines): string {
  const text = message.replaceAll("\r\n", "\n").replaceAll(PLACEHOLDERS, " ").trim();
  const varying = withoutLines(text, others.templates);
  if (isTemplate(text)) {
    const input = templateInput(text);
    return input !== "" || varying.length === text.length
      ? plainPart(input, others)
      : plainPart(afterHeadings(varying), others);
  }
  return plainPart(varying, others);
}

function withoutLines(text: string, known: ReadonlySet<string>): string {
  if (known.size === 0) return text;
  const lines = text.split("\n").filter((line) => !known.has(lineKey(line)));
  return lines
    .map((line) => withoutSentences(line, known))
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

/** A line without the sentences that a template says each time; as it stands where it has none of them. */
function withoutSentences(line: string, known: ReadonlySet<string>): string {
  const sentences = templateSentences(line);
  const left = sentences.filter((sentence) => !known.has(sentence));
  return left.length === sentences.length ? line : left.join(" ");
}

/** What varies in a template is its input, not its headings, fences and points. */
function afterHeadings(text: string): string {
  return text
    .split("\n")
    .filter((line) => !/^\s*(?:#{1,6} |`{3,}|~{3,}|<\/?[a-z][\w-]*>|-{3,}\s*$|[-*•] |\d{1,2}[.)] )/i.test(line))
    .join("\n")
    .trim();
}

function plainPart(text: string, others: OthersLines): string {
  const sent = SENT_BACK.exec(text);
  const head = sent === null ? text : text.slice(0, sent.index);
  const bare = withoutBlocks(head);
  const kept = withoutPastes(withoutHandedText(bare.trim()), others.agent);
  return kept.replaceAll(/\n{3,}/g, "\n\n").trim();
}

/** Without code fences, quotations, and elements that stand on lines of their own. */
function withoutBlocks(text: string): string {
  return text
    .replaceAll(/^[ \t]*(`{3,}|~{3,})[^\n]*\n(?:[\s\S]*?\n)?[ \t]*\1[`~]*[ \t]*$/gm, "")
    .replaceAll(/^[ \t]*(?:`{3,}|~{3,})[\s\S]*$/gm, "")
    .replaceAll(/<([a-zA-Z][\w:-]*)(?:\s[^<>\n]*)?>[\s\S]*?<\/\1>/g, " ")
    .replaceAll(/^[ \t]*>.*$/gm, "");
}

function withoutPastes(text: string, agent: ReadonlySet<string>): string {
  const lines = text.split("\n");
  const end = Math.min(startOfOthersTalk(lines) ?? lines.length, startOfDocument(lines) ?? lines.length);
  const paragraphs = lines
    .slice(0, end)
    .join("\n")
    .split(/\n\s*\n/);
  const isLong = text.length > TYPED_MAX_CHARS || lines.length > TYPED_MAX_LINES;
  let pasted = false;
  const kept = paragraphs.flatMap((paragraph, at) => {
    const isEdge = at === 0 || at === paragraphs.length - 1;
    if (isLong && (!isEdge || paragraph.length > FRAME_MAX_CHARS)) return [];
    const own = ownLines(paragraph, agent, pasted);
    if (own.pasted) pasted = true;
    // Output goes on over blank lines: what follows a paste is the person's when it is the last they say.
    else if (pasted && !isEdge && paragraphs.slice(at + 1).some((later) => later.split("\n").some(isMachineLine)))
      return [];
    return own.text === "" ? [] : [own.text];
  });
  return kept.join("\n\n");
}

/** A text with headings below some words is a document that these words are about. */
function startOfDocument(lines: readonly string[]): number | undefined {
  const headings = lines.flatMap((line, at) => (/^#{1,6} \S/.test(line) ? [at] : []));
  const [first] = headings;
  return headings.length >= 2 && first !== undefined && lines.slice(0, first).some((line) => line.trim() !== "")
    ? first
    : undefined;
}

/** The lines of a paragraph before the first that was printed, without those that the agent wrote. */
function ownLines(paragraph: string, agent: ReadonlySet<string>, pasted: boolean): { text: string; pasted: boolean } {
  const lines = paragraph.split("\n");
  const start = lines.findIndex(
    (line, at) => isMachineLine(line) || isRecord(lines, at) || isExampleStep(lines, at) || (pasted && isAdvice(line)),
  );
  // What is between two printed lines was printed too, with blank lines or without.
  const before = start < 0 ? lines : pasted ? [] : lines.slice(0, start);
  // An indented line of several is code or output; a first one may be a habit.
  const isSetIn = (line: string, at: number) => (at > 0 || pasted) && /^(?: {4,}|\t)\S/.test(line);
  const typed = before.filter((line, at) => !isSetIn(line, at) && !isEcho(line, agent));
  return { text: typed.join("\n").trim(), pasted: start >= 0 };
}

function isEcho(line: string, agent: ReadonlySet<string>): boolean {
  const key = lineKey(line.replace(/^\s*(?:[-*+•]|\d{1,2}[.)])\s+/, ""));
  return key.length >= ECHO_MIN_CHARS && agent.has(key);
}

/** The lines of what the agent said, as an echo of them is found. */
export function echoKeys(answer: string): string[] {
  return answer
    .split("\n")
    .map((line) => lineKey(line.replace(/^\s*(?:[-*+•]|\d{1,2}[.)])\s+/, "")))
    .filter((line) => line.length >= ECHO_MIN_CHARS);
}
