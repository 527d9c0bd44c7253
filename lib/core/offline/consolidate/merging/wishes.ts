import { LANGUAGES } from "../../../languages/languages.ts";
import { phrasesOf } from "../../../languages/phrases.ts";
import { contentWords, squeeze } from "./wording.ts";

/** What stands before a quoted wish: how often it was said, how far it reaches, what it was about. */
const QUOTED = /^((?:on "[^\n]*"|[^\n"]{3,240}): )"([^\n]+)"$/;
/** A quotation alone: what stood around it was somebody else's. */
const BARE = /^"[^\n]+"$/;
const TIMES = /^said (\d{1,6}) times, /;
const SENTENCE_END = /(?<=[.!?])\s+(?=["“(]?\p{Lu})/u;
const NAME = "(?:use\\s+|using\\s+|an?\\s+|the\\s+)?([\\p{L}\\p{N}][\\p{L}\\p{N}._+/-]*)";
const UNWANTED = new RegExp(`\\b(?:not|never|instead of|rather than)\\s+${NAME}`, "iu");
/** "pnpm, nie npm": after a comma, in the words of any language. */
const CONTRASTS = LANGUAGES.filter(({ words }) => words === "apart").flatMap((language) =>
  phrasesOf(language, "contrasts"),
);
const NOT_THIS = new RegExp(
  `[,;]\\s*(?:${CONTRASTS.map((word) => word.replace("*", "\\p{L}*")).join("|")})\\s+${NAME}`,
  "iu",
);
const WANTED = /\b(?:use|uses|using|prefers?|wants?)\s+(?:an?\s+|the\s+)?([\p{L}\p{N}][\p{L}\p{N}._+/-]*)/iu;
const JUST_BEFORE = /([\p{L}\p{N}][\p{L}\p{N}._+/-]*)[`"]?[,;:]?\s*$/u;

/** The user's own words in a line such as `with the request: "…"`; any other line as it is. */
export function wordsOfUser(line: string): string {
  return QUOTED.exec(squeeze(line))?.[2] ?? line;
}

/** How often a session says that a wish was made; a line without a count was made once. */
export function timesSaid(line: string): number {
  return Number(TIMES.exec(squeeze(line))?.[1] ?? 1);
}

/** A wish with its count in front; one that was made once has none. */
export function withTimes(line: string, times: number): string {
  if (times < 2) return line;
  // What is said again is no wish of one task.
  const bare = squeeze(line)
    .replace(TIMES, "")
    .replace(/^for this task: (?=")/, "wish: ");
  if (BARE.test(bare)) return `said ${times} times, wish: ${bare}`;
  return QUOTED.test(bare) ? `said ${times} times, ${bare}` : bare;
}

/** Whether a wish was made once, for the work at hand: it says nothing about other work. */
export function isForOneTask(line: string): boolean {
  return /^(?:for this task|answer to \([^\n]*\)): "/.test(squeeze(line));
}

/**
 * A choice of one thing over another (`pnpm, not npm`; `use tabs instead of spaces`) as a key: the same choice
 * in other words has the same one. Undefined for a line without such a choice, or with none clear enough.
 */
export function choiceIn(line: string): string | undefined {
  const text = wordsOfUser(line).replaceAll("`", "");
  const unwanted = NOT_THIS.exec(text) ?? UNWANTED.exec(text);
  if (unwanted === null) return undefined;
  const wanted = WANTED.exec(text.slice(0, unwanted.index)) ?? JUST_BEFORE.exec(text.slice(0, unwanted.index));
  const [over, under] = [wanted?.[1], unwanted[1]].map((word) => contentWords(word ?? "")[0]);
  return over === undefined || under === undefined || over === under ? undefined : `${over} over ${under}`;
}

/** A wish of several sentences, with one that makes a choice, as one line for that sentence and one for the rest. */
export function splitWish(line: string): string[] {
  const quoted = QUOTED.exec(squeeze(line));
  if (quoted === null) return [line];
  const [, context = "", words = ""] = quoted;
  const sentences = words.split(SENTENCE_END);
  const at = sentences.findIndex((sentence) => choiceIn(sentence) !== undefined);
  if (at === -1) return [line];
  // "No." or "Revert it." says nothing by itself.
  const isAside = (part: readonly string[]) => contentWords(part.join(" ")).length < 3;
  const start = isAside(sentences.slice(0, at)) ? 0 : at;
  const end = isAside(sentences.slice(at + 1)) ? sentences.length : at + 1;
  const parts = [sentences.slice(0, start), sentences.slice(start, end), sentences.slice(end)];
  return parts.filter((part) => part.length > 0).map((part) => `${context}"${part.join(" ")}"`);
}
