import { isUnknownLanguage } from "../../../languages/detect-languages.ts";
import type { Language } from "../../../languages/language.ts";
import { type PhraseKind, type PhrasePlace, says } from "../../../languages/phrases.ts";
import { sentencesOf, wordCount } from "../../../languages/sentences.ts";
import { readVerdict, type Verdict } from "./verdict.ts";
import type { Wish } from "./wish.ts";
import { hasAnswer, isQuestion, wishesIn } from "./wishes-in.ts";

/** What a message of the person says about the work. */
export interface UserWords {
  /** What they typed, without pastes, templates and quotations. */
  readonly text: string;
  readonly sentences: readonly string[];
  readonly wishes: readonly Wish[];
  readonly verdict: Verdict | undefined;
  /** The person wants something done differently than it was. */
  readonly corrects: boolean;
  /** The person takes back what they said before. */
  readonly retracts: boolean;
  /** The message goes on with what is being done, rather than beginning something else. */
  readonly continues: boolean;
  /** Anger: what it rejects counts, its words do not. */
  readonly isOutburst: boolean;
}

/** Where a message stands in its session. */
export interface WordsPlace {
  readonly languages: readonly Language[];
  /** The agent's last answer before it; undefined for the first message of a session, and after work that was cut off. */
  readonly answer: string | undefined;
  readonly isFirst: boolean;
  /** The session is written, in part at least, in a language without words here. */
  readonly mayBeForeign: boolean;
  /** What the agent did next changed what it had changed before. */
  readonly redoes: boolean;
  /** What the agent did next took back what it had done before. */
  readonly undoes: boolean;
}

/** A short reply in the imperative changes the work at hand; a longer one may begin other work. */
const SHORT_REPLY_WORDS = 12;
/** A reply that makes the agent redo its work, in a language without words here, is a wish up to this length. */
const REDO_MAX_WORDS = 25;
const FEW_WORDS = 3;
/** "OK!" is no shouting. */
const SHOUT_MIN_LETTERS = 4;

/** Reads what the person typed in one message. */
export function readWords(text: string, place: WordsPlace): UserWords {
  const { languages } = place;
  const said = (kind: PhraseKind, at: PhrasePlace = "anywhere") => says(languages, kind, text, at);
  const sentences = sentencesOf(text, languages);
  const later = !place.isFirst;
  const words = wordCount(text);
  const answers = later && place.answer !== undefined && hasAnswer(place.answer, languages);
  const retracts = later && said("retracts");
  const isOutburst = later && isAnger(text, languages, sentences);
  const verdict = later && place.answer !== undefined && !answers ? readVerdict(text, sentences, languages) : undefined;
  const rejects = verdict === "rejected" || (isOutburst && verdict !== "accepted");
  const isImperative = later && said("adjusts", "start") && verdict !== "accepted";
  const adjusts = isImperative && place.redoes;
  // "pnpm, not npm" objects, wherever a reply begins.
  const contrasts = words <= REDO_MAX_WORDS && says(languages, "contrasts", sentences[0] ?? "", "after a comma");
  const objects =
    later && !answers && !retracts && (said("corrects", "start") || (contrasts && verdict !== "accepted"));
  const foreign =
    later &&
    place.redoes &&
    place.mayBeForeign &&
    words >= FEW_WORDS &&
    words <= REDO_MAX_WORDS &&
    isUnknownLanguage(text);
  const corrects =
    !isQuestion(sentences[0] ?? "", languages) &&
    (rejects || objects || adjusts || foreign || (later && place.undoes && words <= REDO_MAX_WORDS));
  // "It always crashes" rejects what was done and says no more than that.
  const objected = objects || adjusts || foreign || said("rejects");
  const goesOn =
    (isImperative && words <= SHORT_REPLY_WORDS) ||
    verdict !== undefined ||
    corrects ||
    retracts ||
    answers ||
    said("open") ||
    said("goesOn", "start");
  const reading = {
    sentences,
    listed: listedIn(text, languages),
    languages,
    corrects,
    objected,
    answers,
    answer: place.answer,
  };
  const surelyContinues = later && (goesOn || place.answer === undefined || words < FEW_WORDS || isOutburst);
  const found = surelyContinues ? [] : wishesIn(text, { ...reading, continues: false });
  const onlyWishes = found.length > 0 && found.length >= sentences.length;
  const continues = surelyContinues || (later && onlyWishes);
  return {
    text,
    sentences,
    wishes: isOutburst ? [] : continues ? wishesIn(text, { ...reading, continues }) : found,
    verdict: rejects ? "rejected" : verdict,
    corrects,
    retracts,
    continues,
    isOutburst,
  };
}

/** So many points describe a thing that is to be made. */
const LIST_MIN_POINTS = 3;

/** The sentences that stand as points of a list. */
function listedIn(text: string, languages: readonly Language[]): ReadonlySet<string> {
  const points = text.match(/^[ \t]*(?:[-*+•]|\d{1,2}[.)])[ \t]+\S.*$/gm) ?? [];
  return new Set(points.length < LIST_MIN_POINTS ? [] : points.flatMap((point) => sentencesOf(point, languages)));
}

/** Swearing, or a short cry: nothing in it says how to do better. */
function isAnger(text: string, languages: readonly Language[], sentences: readonly string[]): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  const capitals = text.match(/\p{Lu}/gu) ?? [];
  const cried = /[!?！？]{2,}/.test(text) && sentences.length <= 2;
  const shouted =
    letters.length >= SHOUT_MIN_LETTERS &&
    capitals.length > letters.length * 0.8 &&
    wordCount(text) <= SHORT_REPLY_WORDS;
  const rages = says(languages, "outbursts", text) || (shouted && cried) || (cried && says(languages, "rejects", text));
  const tells = () =>
    says(languages, "standing", text) ||
    says(languages, "contrasts", text, "after a comma") ||
    says(languages, "wishes", text) ||
    says(languages, "manners", text);
  return rages && !tells();
}
