import type { Language } from "./language.ts";
import { phrasesOf } from "./phrases.ts";

const ENDS = /(?<=[.!?…]["'”’»)]?)\s+(?=\S)|(?<=[。！？｡؟۔।])(?=\S)|\n+/u;

/** The sentences of a text; line ends end one too. A full stop after an abbreviation of `languages` ends none. */
export function sentencesOf(text: string, languages: readonly Language[]): string[] {
  const abbreviations = new Set(languages.flatMap((language) => phrasesOf(language, "abbreviations")));
  const sentences: string[] = [];
  for (const line of text.split("\n")) {
    let open = "";
    for (const part of line.split(ENDS)) {
      const joined = open === "" ? part : `${open} ${part}`;
      const last = part.split(/\s+/).at(-1)?.toLowerCase() ?? "";
      open = last.endsWith(".") && (abbreviations.has(last) || /^(?:\p{L}|\d+)\.$/u.test(last)) ? joined : "";
      if (open === "") sentences.push(joined.trim());
    }
    if (open !== "") sentences.push(open.trim());
  }
  return sentences.map(withoutBullet).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

/** A point of a list is a sentence; its bullet is no part of it. */
function withoutBullet(sentence: string): string {
  return sentence.replace(/^(?:[-*+•]|\d{1,2}[.)])\s+/, "");
}

/** Words, also of scripts that set no blanks between them: there two characters count as one. */
export function wordCount(text: string): number {
  const together = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu)?.length ?? 0;
  const apart =
    text
      .replaceAll(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu, " ")
      .match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’._-]*/gu)?.length ?? 0;
  return apart + Math.ceil(together / 2);
}
