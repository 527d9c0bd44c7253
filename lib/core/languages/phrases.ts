import type { Language } from "./language.ts";

/** The lists of phrases that a language has. */
export type PhraseKind = Exclude<keyof Language, "code" | "words">;
/** Where in a text a phrase is looked for. */
export type PhrasePlace = "start" | "anywhere" | "after a comma";

type Patterns = Map<PhraseKind, Map<PhrasePlace, RegExp>>;
const compiled = new Map<Language, Patterns>();
/** Matches nothing. */
const NEVER = /(?!)/;

/** A search for any phrase of a list. */
export function phrasePattern(language: Language, kind: PhraseKind, place: PhrasePlace): RegExp {
  const ofLanguage = compiled.get(language) ?? new Map<PhraseKind, Map<PhrasePlace, RegExp>>();
  const ofKind = ofLanguage.get(kind) ?? new Map<PhrasePlace, RegExp>();
  const known = ofKind.get(place);
  if (known !== undefined) return known;
  const made = compile(language, kind, place);
  compiled.set(language, ofLanguage.set(kind, ofKind.set(place, made)));
  return made;
}

function compile(language: Language, kind: PhraseKind, place: PhrasePlace): RegExp {
  const phrases = phrasesOf(language, kind);
  if (phrases.length === 0) return NEVER;
  const apart = language.words === "apart";
  // The longest first, so that what is left of a text can be judged.
  const any = phrases
    .toSorted((a, b) => b.length - a.length)
    .map((phrase) => sourceOf(phrase, apart))
    .join("|");
  const [before, after] = apart ? ["(?<![\\p{L}\\p{N}_-])", "(?![\\p{L}\\p{N}_-])"] : ["", ""];
  const lead = { start: "^[\\s\"'“”«»‘’¿¡(*-]*", anywhere: before, "after a comma": "[\\p{L}\\p{N}`)][,，、]\\s*" }[
    place
  ];
  return new RegExp(`${lead}(?:${any})${after}`, "iu");
}

/** The phrases of a list. */
export function phrasesOf(language: Language, kind: PhraseKind): string[] {
  return language[kind]
    .split(", ")
    .map((phrase) => (language.words === "apart" ? phrase.trim() : phrase))
    .filter((phrase) => phrase.trim() !== "");
}

/** `*`: letters that go on a word; `…`: at most four words, or so many characters where words are not apart. */
function sourceOf(phrase: string, apart: boolean): string {
  return phrase
    .replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("'", "['’]")
    .replaceAll(/ ?… ?/g, apart ? "(?:\\s+[^\\s.!?]+){0,4}?\\s+" : "[^。！？.!?\\n]{0,12}?")
    .replaceAll("*", "\\p{L}*")
    .replaceAll(" ", apart ? ",?\\s+" : "\\s?");
}

/** Whether any of the languages has a phrase of this kind in the text. */
export function says(
  languages: readonly Language[],
  kind: PhraseKind,
  text: string,
  place: PhrasePlace = "anywhere",
): boolean {
  return languages.some((language) => phrasePattern(language, kind, place).test(text));
}

/** So often a phrase is looked for in one text. */
const TAKEN_OUT_MAX = 8;

/** A text without the phrases of a kind. */
export function withoutPhrases(languages: readonly Language[], kind: PhraseKind, text: string): string {
  let left = text;
  for (const language of languages) {
    const pattern = phrasePattern(language, kind, "anywhere");
    for (let turn = 0; turn < TAKEN_OUT_MAX && pattern.test(left); turn += 1) left = left.replace(pattern, " ");
  }
  return left;
}
