import type { Language } from "../../../languages/language.ts";
import { phrasePattern, says, withoutPhrases } from "../../../languages/phrases.ts";

/**
 * Whether a sentence with "always" or "never" in it tells how a thing behaves or what happened, rather than how to work:
 * "The job always skips Sundays", "I never understood that".
 */
export function isObservation(sentence: string, languages: readonly Language[]): boolean {
  if (!says(languages, "habits", sentence)) return false;
  if (says(languages, "happened", sentence, "start") && !says(languages, "repeats", sentence)) return true;
  return (
    isOfThing(sentence, languages) &&
    !isTold(sentence, languages) &&
    !RULES.some((kind) => says(languages, kind, sentence)) &&
    !says(languages, "contrasts", sentence, "after a comma") &&
    !says(languages, "standing", withoutPhrases(languages, "habits", sentence))
  );
}

/** "This repo: never …" speaks to its reader behind the colon. */
function isTold(sentence: string, languages: readonly Language[]): boolean {
  return languages.some((language) => {
    const at = phrasePattern(language, "habits", "anywhere").exec(sentence)?.index ?? 0;
    return /[:;：；–—]\s*$/.test(sentence.slice(0, at));
  });
}

/** What makes a rule of a statement about a thing. */
const RULES = ["demands", "wishes", "manners", "places"] as const;

/** Whether a sentence begins with the thing that it is about; a habit that it begins with speaks to its reader. */
export function isOfThing(sentence: string, languages: readonly Language[]): boolean {
  return languages.some(
    (language) =>
      says([language], "observes", sentence, "start") &&
      (language.words === "apart" || !says([language], "habits", sentence, "start")),
  );
}

/** "With us names are always in English": a rule, unless something goes wrong in it. */
export function isCustom(sentence: string, languages: readonly Language[]): boolean {
  return (
    says(languages, "customs", sentence, "start") &&
    !says(languages, "reports", withoutPhrases(languages, "standing", sentence))
  );
}

/** A wish of the people that a product is for, as those who plan it write it down. */
const STORY =
  /^\s*(?:as an? (?!rule\b|result\b|reminder\b|start\b)[\p{L} -]{2,40},? i (?:want|can|need|would|should)|als [\p{L} -]{2,40} (?:möchte|will|kann|wil) (?:ich|ik)|en tant qu['’e] ?[\p{L} -]{2,40},? je (?:veux|peux|souhaite)|como [\p{L} -]{2,40},? (?:yo |eu )?(?:quiero|quero|necesito|preciso)|come [\p{L} -]{2,40},? voglio|jako [\p{L} -]{2,40},? chcę)(?!\p{L})/iu;

/** Whether a sentence is a user story: what a user of the product wants of it. */
export function isUserStory(sentence: string): boolean {
  return STORY.test(sentence);
}
