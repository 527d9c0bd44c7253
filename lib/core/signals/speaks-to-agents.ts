import { LANGUAGES } from "../languages/languages.ts";
import { phrasesOf, says, withoutPhrases } from "../languages/phrases.ts";

const IN_ENGLISH =
  /\b(?:system (?:note|prompt|message)|ai (?:agents?|assistants?)|(?:all|any|dear) agents?|language models?|llms?|ignore (?:all|any|previous|prior)|from now on|you (?:must|should|are) |always (?:add|run|use|push|send)|user prefer)/i;
/** Programs print English themselves, with "in future" in their warnings: those words are looked for by themselves. */
const OTHERS = LANGUAGES.filter(({ code }) => code !== "en");

/** Letters that English has not. */
const NOT_ENGLISH = /[\u00c0-\u024f\u0400-\u04ff\u1e00-\u1eff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]/;
/** The longest word of each phrase; a line without any of them has none, and most lines have none. */
const TELLING_WORDS = new Set(
  OTHERS.filter(({ words }) => words === "apart").flatMap((language) => {
    const habits = new Set(phrasesOf(language, "habits"));
    return phrasesOf(language, "standing").flatMap((phrase) =>
      habits.has(phrase) ? [] : (phrase.split(/[ …*]+/).toSorted((a, b) => b.length - a.length)[0] ?? []),
    );
  }),
);

function mayTellHowToWork(line: string): boolean {
  if (NOT_ENGLISH.test(line)) return true;
  return line
    .toLowerCase()
    .split(/[^a-z'-]+/)
    .some((word) => TELLING_WORDS.has(word));
}

/**
 * Whether a line of output addresses agents, or says in any language how to work from now on: it is somebody's attempt
 * at steering one, and it is passed over, not passed on.
 */
export function speaksToAgents(line: string): boolean {
  if (IN_ENGLISH.test(line)) return true;
  return (
    mayTellHowToWork(line) &&
    says(OTHERS, "standing", line) &&
    OTHERS.some((language) => says([language], "standing", withoutPhrases([language], "habits", line)))
  );
}
