import { contentWords, squeeze } from "./wording.ts";

/** What stands before a quoted wish: what it was said about, or when. */
const QUOTED = /^((?:on "[^\n]*"|[^\n"]{3,60}): )"([^\n]+)"$/;
const SENTENCE_END = /(?<=[.!?])\s+(?=["“(]?\p{Lu})/u;
const UNWANTED =
  /\b(?:not|never|instead of|rather than)\s+(?:use\s+|using\s+|an?\s+|the\s+)?([\p{L}\p{N}][\p{L}\p{N}._+/-]*)/iu;
const WANTED = /\b(?:use|uses|using|prefers?|wants?)\s+(?:an?\s+|the\s+)?([\p{L}\p{N}][\p{L}\p{N}._+/-]*)/iu;
const JUST_BEFORE = /([\p{L}\p{N}][\p{L}\p{N}._+/-]*)[`"]?[,;:]?\s+$/u;

/** The user's own words in a line such as `with the request: "…"`; any other line as it is. */
export function wordsOfUser(line: string): string {
  return QUOTED.exec(squeeze(line))?.[2] ?? line;
}

/**
 * A choice of one thing over another (`pnpm, not npm`; `use tabs instead of spaces`) as a key: the same choice
 * in other words has the same one. Undefined for a line without such a choice, or with none clear enough.
 */
export function choiceIn(line: string): string | undefined {
  const text = wordsOfUser(line).replaceAll("`", "");
  const unwanted = UNWANTED.exec(text);
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
