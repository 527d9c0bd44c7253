import type { Language } from "../../../languages/language.ts";
import { says } from "../../../languages/phrases.ts";
import { sentencesOf, wordCount } from "../../../languages/sentences.ts";
import { readQuotations } from "../../../signals/quotations.ts";
import { isCustom, isObservation, isOfThing, isUserStory } from "./habits.ts";
import type { Wish } from "./wish.ts";

/** How the message in which wishes are looked for was read. */
export interface WishReading {
  readonly sentences: readonly string[];
  readonly languages: readonly Language[];
  readonly continues: boolean;
  readonly corrects: boolean;
  /** It corrects in words of its own, not by telling alone how the work behaves. */
  readonly objected: boolean;
  /** Those of the sentences that stand as points of a list. */
  readonly listed: ReadonlySet<string>;
  /** The message answers a question that stands at the end of `answer`. */
  readonly answers: boolean;
  readonly answer: string | undefined;
}

/** A correction up to this length is quoted whole: its reason is part of it. */
const WHOLE_MAX_CHARS = 300;
const WHOLE_MAX_SENTENCES = 3;
/** A longer sentence is text that somebody wrote elsewhere. */
const SENTENCE_MAX_CHARS = 400;
const CORRECTION_MIN_WORDS = 3;
/** "No lists, please" is a manner; in a longer sentence it is a part of the task. */
const MANNER_MAX_WORDS = 8;

/** The wishes in what a person typed. */
export function wishesIn(text: string, reading: WishReading): Wish[] {
  const { sentences, languages, corrects, answer } = reading;
  const about = answer === undefined ? undefined : lastLine(answer);
  if (reading.answers) return answerWish(text, reading);
  const found = sentences.flatMap((sentence): Wish[] => {
    const kind = kindOf(sentence, reading);
    return kind === undefined || isUserStory(sentence) ? [] : [{ quote: sentence, kind, about: undefined }];
  });
  if (found.length === 0 && !corrects) return [];
  const asks = sentences.some((sentence) => isQuestion(sentence, languages));
  // "Tom says we should never do that. Is he right?"
  if (asks && sentences.some((sentence) => isCited(sentence, languages))) return [];
  if (!corrects || says(languages, "open", text)) return found;
  const isWhole = text.length <= WHOLE_MAX_CHARS && sentences.length <= WHOLE_MAX_SENTENCES;
  const quote = oneLine(text);
  if (found.length > 0) {
    if (!isWhole || (asks && sentences.length > 2)) return found.map((wish) => ({ ...wish, about }));
    const kind = found.some((wish) => wish.kind === "standing") ? "standing" : "correction";
    return [{ quote, kind, about }];
  }
  const isReport = says(languages, "reports", text) || sentences.some((sentence) => isObservation(sentence, languages));
  const hasContent = wordCount(withoutObjection(text, languages)) >= CORRECTION_MIN_WORDS;
  return isWhole && !isReport && !asks && hasContent ? [{ quote, kind: "correction", about }] : [];
}

/** A whole message of an answer, with the question without which it says nothing. */
function answerWish(text: string, { sentences, languages, answer = "" }: WishReading): Wish[] {
  const isLong = text.length > WHOLE_MAX_CHARS;
  if (isLong || wordCount(text) < CORRECTION_MIN_WORDS || sentences.every((one) => isQuestion(one, languages)))
    return [];
  return [{ quote: oneLine(text), kind: "answer", about: lastLine(answer) }];
}

/** What kind of wish a sentence is; undefined for one that is none. */
function kindOf(sentence: string, reading: WishReading): Wish["kind"] | undefined {
  const { languages, corrects, continues } = reading;
  if (sentence.length > SENTENCE_MAX_CHARS || says(languages, "retracts", sentence)) return undefined;
  const bare = withoutQuotations(sentence);
  if (isQuestion(bare, languages) && !isPoliteWish(bare, languages)) return undefined;
  // A list in a request says how the thing is to be that is made, in whatever words: "users must always …".
  if (!continues && !corrects && reading.listed.has(sentence))
    return says(languages, "standing", bare) || says(languages, "wishes", bare) ? "task" : undefined;
  // What is wrong with the work at hand is no way of working.
  const reports = once(() => says(languages, "reports", bare) || (!continues && says(languages, "rejects", bare)));
  const opens = () => says(languages, "standing", bare, "start") && !says(languages, "reports", opening(bare));
  if (says(languages, "standing", bare)) {
    if (isObservation(bare, languages)) return undefined;
    // "The cart must never lose items" in a request describes what is to be made.
    if (!continues && !corrects && isOfThing(bare, languages) && says(languages, "demands", bare)) return "task";
    if (reading.objected || !reports() || opens() || isCustom(bare, languages)) return "standing";
  }
  const later = corrects ? "correction" : continues ? "manner" : "task";
  if (corrects && says(languages, "repeats", bare) && !reports()) return "standing";
  if (says(languages, "manners", bare) && !reports()) return corrects ? "correction" : "manner";
  if (says(languages, "contrasts", bare, "after a comma")) return later;
  const lacks = NO_SOMETHING.test(bare);
  if (lacks && wordCount(bare) <= MANNER_MAX_WORDS && !reports()) return corrects ? "correction" : "manner";
  if (lacks || says(languages, "wishes", bare)) return reports() && !corrects ? undefined : later;
  if (continues && says(languages, "demands", bare) && !reports()) return later;
  return undefined;
}

/** Asks once, and only when the answer is needed. */
function once(ask: () => boolean): () => boolean {
  let answer: boolean | undefined;
  return () => (answer ??= ask());
}

/**
 * "From now on write error messages …" begins with the wish and speaks of errors later; "Always crashes on start" says
 * at once what goes wrong.
 */
function opening(sentence: string): string {
  return sentence.split(/\s+/, OPENING_WORDS).join(" ");
}

const OPENING_WORDS = 4;

/** "Short answers, no lists", "only bullets please"; what is done without may be told in more words. */
const NO_SOMETHING =
  /(?:^|[,;:.] ?)(?:(?:and|und|et|y|e|en|i|и) )?(?:no|only|plan only|nur|keine?|sin|senza|sem|sans|zonder|geen|bez|без) [\p{L}\p{N}-]+(?: [\p{L}\p{N}-]+)?(?:[,.:;!]|$| like\b| please\b| bitte\b)|^(?:ohne|sin|senza|sem|sans|zonder|geen|bez|без|keine?) (?!idee|ahnung|problem|sorge|duda|problema)[\p{L}\p{N}'’-]+(?: [\p{L}\p{N}'’-]+){0,4}(?:[,.:;!]|$)/iu;

/** Whether a sentence asks: by its mark, by its first word, or by its ending. */
export function isQuestion(sentence: string, languages: readonly Language[]): boolean {
  if (/[?？؟]["'”’»)]*\s*$|[?？؟]\s/.test(sentence) || /か[。]?$|[吗呢嗎][。]?$|(?:까|나요)[.]?$/u.test(sentence))
    return true;
  // "When you commit, always …" asks nothing.
  const apart = languages.filter(({ words }) => words === "apart");
  return says(apart, "asks", sentence, "start") && !says(apart, "standing", sentence);
}

/** "Could you always …?" asks for something. */
function isPoliteWish(sentence: string, languages: readonly Language[]): boolean {
  return says(languages, "requests", sentence, "start") && says(languages, "standing", sentence);
}

/** Whether the agent's answer ends with a question to the person. */
export function hasAnswer(answer: string, languages: readonly Language[]): boolean {
  return (
    isQuestion(sentencesOf(lastLine(answer), languages).at(-1) ?? "", languages) &&
    /[?？؟]["'”’»)*_]*\s*$|か[。]?\s*$/.test(answer.trim())
  );
}

/** What somebody else says, and not what the person said before. */
function isCited(sentence: string, languages: readonly Language[]): boolean {
  return says(languages, "cites", sentence) && !says(languages, "repeats", sentence);
}

const QUOTES = /["'“”„«»‹›「『《‘‚`]/;
const CODE = /`[^`\n]+`/g;
/** A quotation of fewer words is a name. */
const QUOTED_MIN_WORDS = 3;

/** Quotations of several words are somebody else's. */
function withoutQuotations(sentence: string): string {
  if (!QUOTES.test(sentence)) return sentence;
  let left = sentence.replaceAll(CODE, (code) => (wordCount(code) >= QUOTED_MIN_WORDS ? " " : code));
  for (const { words, start, end } of readQuotations(left).at(-1)?.toReversed() ?? [])
    if (wordCount(words) >= QUOTED_MIN_WORDS) left = `${left.slice(0, start)} ${left.slice(end)}`;
  return left;
}

function withoutObjection(text: string, languages: readonly Language[]): string {
  const [first = "", ...rest] = sentencesOf(text, languages);
  const left = first.split(/[,，、:：]/);
  const says1 = (part: string) => wordCount(part) <= 2 && says(languages, "corrects", part, "start");
  return [...(says1(left[0] ?? "") ? left.slice(1) : left), ...rest].join(" ");
}

const lastLine = (text: string) =>
  text
    .trim()
    .split("\n")
    .findLast((line) => line.trim() !== "")
    ?.trim() ?? "";

/** A quotation stands on one line. */
const oneLine = (text: string) => text.replaceAll(/\s*\n\s*/g, " ").trim();
