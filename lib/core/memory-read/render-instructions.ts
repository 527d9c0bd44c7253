import { SUMMARY_MAX_TOKENS } from "../constants.ts";
import { utf8Length } from "../text/bytes.ts";
import { fillTemplate } from "../text/fill.ts";
import { BYTES_PER_TOKEN } from "../text/tokens.ts";
import { leaveOutLines, type ShortenedText } from "./leave-out-lines.ts";

/** The message, and how many lines of the summary stand in it no more. */
export interface RenderedInstructions {
  readonly text: string;
  readonly leftOut: number;
}

/**
 * The message that tells an agent about its memory: the template with the root and the summary, of which the least used
 * lines are left out beyond its budget, and beyond what `fits` takes of the whole message; the message says so.
 * Undefined when the summary is blank or not UTF-8, or when not even the message without it fits. Throws `bad_template`.
 */
export function renderInstructions(
  template: string,
  root: string,
  summary: Uint8Array,
  fits: (message: string) => boolean = () => true,
): RenderedInstructions | undefined {
  const whole = utf8Text(summary)?.trim();
  if (whole === undefined || whole === "") return undefined;
  const message = (shortened: ShortenedText) =>
    fillTemplate("read_path", template, { root, memory_summary: withNote(shortened) });
  const shortened = leaveOutLines(whole, (candidate) => {
    return utf8Length(withNote(candidate)) <= SUMMARY_MAX_TOKENS * BYTES_PER_TOKEN && fits(message(candidate));
  });
  return shortened && { text: message(shortened), leftOut: shortened.leftOut };
}

function withNote({ text, leftOut }: ShortenedText): string {
  if (leftOut === 0) return text;
  const lines = leftOut === 1 ? "1 line is" : `${leftOut} lines are`;
  const note = `(${lines} left out here: search \`MEMORY.md\` and \`memory_summary.md\` for the words of your task.)`;
  return `${text}\n\n${note}`;
}

function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
