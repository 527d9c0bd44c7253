import { LANGUAGES } from "../../../languages/languages.ts";
import { says } from "../../../languages/phrases.ts";
import { sentencesOf, wordCount } from "../../../languages/sentences.ts";

/** A line that hands over a text is short; one with a colon or a question mark behind it may be longer. */
const SHORT_WORDS = 4;
const LONGER_WORDS = 10;
/** A single sentence below such a line may be the person's own. */
const TEXT_MIN_SENTENCES = 2;

/** What a text that was handed over must not give as a wish of the person's. */
const KINDS = ["standing", "wishes", "manners"] as const;

/**
 * A message without the text that its first line hands over to be worked with or asks the meaning of: "summarise this",
 * "is this right?". A last line that goes on, or that wishes for nothing, stays.
 */
export function withoutHandedText(text: string): string {
  const end = text.indexOf("\n");
  if (end < 0) return text;
  const [frame, rest] = [text.slice(0, end).trim(), text.slice(end + 1)];
  const most = /[:：?？]$/.test(frame) ? LONGER_WORDS : SHORT_WORDS;
  if (wordCount(frame) > most || !says(LANGUAGES, "hands", frame, "start")) return text;
  if (sentencesOf(rest, []).length < TEXT_MIN_SENTENCES) return text;
  const paragraphs = rest.trim().split(/\n\s*\n/);
  const last = paragraphs.at(-1) ?? "";
  const mayBeTheirs = says(LANGUAGES, "goesOn", last, "start") || !KINDS.some((kind) => says(LANGUAGES, kind, last));
  const isOwn = paragraphs.length > 1 && !last.includes("\n") && mayBeTheirs;
  return isOwn ? `${frame}\n\n${last}` : frame;
}
