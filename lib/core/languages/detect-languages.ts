import type { Language } from "./language.ts";
import { LANGUAGES } from "./languages.ts";
import { plainWords } from "./plain-words.ts";
import { tellLanguage } from "./tell-language.ts";
import { EN } from "./words/en.ts";

const BY_CODE = new Map(LANGUAGES.map((language) => [language.code, language]));
/** So much of a text tells its language; more only takes time. */
const SAMPLE_CHARS = 120;
/** Below so many words the detection library guesses. */
const GUESS_WORDS = 3;

/** What a script alone says: it is sure even for one word. The order counts: kana before Han. */
const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, "ja"],
  [/\p{Script=Hangul}/u, "ko"],
  [/\p{Script=Han}/u, "zh"],
  [/\p{Script=Cyrillic}/u, "ru"],
  [/[ğşıİ]/u, "tr"],
  [/[ơưđạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/iu, "vi"],
  [/[łąęśźżćń]/iu, "pl"],
  [/ß/u, "de"],
  [/[ñ¿¡]/u, "es"],
  [/[ãõ]/iu, "pt"],
];

/**
 * The languages whose words may tell what a message says, in which every message may hold English ones. `others`: the
 * languages of the session as a whole, which speak for messages too short to tell.
 */
export function detectLanguages(message: string, others: readonly Language[] = []): readonly Language[] {
  const sample = plainWords(message.slice(0, SAMPLE_CHARS));
  const codes = SCRIPTS.flatMap(([letters, code]) => (letters.test(sample) ? [code] : []));
  if (codes.length === 0 && sample.split(" ").length >= GUESS_WORDS) codes.push(tellLanguage(sample));
  // "passt, danke": nothing else tells, and few words mean two things in two languages.
  else if (codes.length === 0 && others.length <= 1) return LANGUAGES;
  const found = codes.flatMap((code) => BY_CODE.get(code) ?? []);
  return [...new Set([...found, ...others, EN])];
}

/** Whether a message says in which language it is, by its letters or by enough words. */
export function tellsLanguage(message: string): boolean {
  const sample = plainWords(message.slice(0, SAMPLE_CHARS));
  return sample.split(" ").length >= GUESS_WORDS || SCRIPTS.some(([letters]) => letters.test(sample));
}

/** Whether a message is in a language that the rules have no words for, as far as its letters tell. */
export function isUnknownLanguage(message: string): boolean {
  const sample = plainWords(message.slice(0, SAMPLE_CHARS));
  const letters = sample.match(/\p{L}/gu) ?? [];
  const known = sample.match(
    /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu,
  );
  if ((known?.length ?? 0) * 2 < letters.length) return true;
  if (sample.split(" ").length < GUESS_WORDS * 2) return false;
  const code = tellLanguage(sample);
  return code !== "" && !BY_CODE.has(code);
}
