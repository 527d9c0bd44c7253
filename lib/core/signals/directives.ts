import type { Tier } from "../evidence/tiers.ts";
import { LANGUAGES } from "../languages/languages.ts";
import { says } from "../languages/phrases.ts";
import { speaksToAgents } from "./speaks-to-agents.ts";
import { comparedWords, runSize, runsOf, SHORTEST_RUN } from "./word-runs.ts";

/** What came from outside: whatever it asks for, the person did not. */
const FROM_OUTSIDE: ReadonlySet<Tier> = new Set(["tool", "other agent", "harness context"]);
/** Of a session so many are kept: a memory that repeats more is made of nothing else. */
const DIRECTIVES_MAX = 64;
/** A longer one is a text without sentence ends. */
const DIRECTIVE_MAX_CHARS = 600;

/** Sentences are told apart roughly here, as output has few; an abbreviation makes two of one. */
const ENDS = /\n+|(?<=[.!?])\s+|(?<=[。！？])/u;

/** Who memory is about, as a text that speaks about them names them. */
const NAMES_PERSON =
  /(?<!\p{L})(?:the (?:user|maintainer|owner|developer|customer|boss)s?|der (?:nutzer|benutzer|anwender|entwickler|kunde)|l['’]utilisateur|el (?:usuario|desarrollador)|o usuário|l['’]utente|de gebruiker|użytkownik\p{L}*|kullanıcı\p{L}*|người dùng|пользовател\p{L}*)(?!\p{L})|用户|ユーザー|사용자/iu;

/**
 * The sentences in which tools, files and other agents of a session tell somebody what to do, or what a person wants, as
 * far as `memory` repeats them: six words in a row, or all of fewer. What the person said as well, in `said`, is theirs.
 */
export function repeatedDirectives(
  memory: string,
  rows: readonly { readonly tier: Tier; readonly text: string }[],
  said: readonly string[],
): string[] {
  const told = comparedWords(memory);
  const words = new Set(told);
  const bySize = new Map<number, ReadonlySet<string>>();
  const runs = (size: number) => {
    const known = bySize.get(size) ?? new Set(runsOf(told, size));
    bySize.set(size, known);
    return known;
  };
  const own = ` ${said.flatMap(comparedWords).join(" ")} `;
  const isRepeated = (sentence: readonly string[]) => {
    const size = runSize(sentence);
    if (size === undefined || !sharesRun(sentence, size, words, runs(size))) return false;
    return runsOf(sentence, size).some((run) => runs(size).has(run) && !own.includes(` ${run} `));
  };
  const judged = new Set<string>();
  const found: string[] = [];
  for (const { tier, text } of rows) {
    if (!FROM_OUTSIDE.has(tier) || !sharesRun(comparedWords(text), SHORTEST_RUN, words, runs(SHORTEST_RUN))) continue;
    for (const sentence of text.split(ENDS)) {
      if (sentence.length > DIRECTIVE_MAX_CHARS || judged.has(sentence)) continue;
      judged.add(sentence);
      if (isRepeated(comparedWords(sentence)) && isDirective(sentence)) found.push(sentence.trim());
      if (found.length === DIRECTIVES_MAX) return found;
    }
  }
  return found;
}

/** Whether some words in a row are one of the runs, which consist of `words`; most of what tools print has none. */
function sharesRun(
  row: readonly string[],
  size: number,
  words: ReadonlySet<string>,
  runs: ReadonlySet<string>,
): boolean {
  let inRow = 0;
  for (let at = 0; at < row.length; at += 1) {
    inRow = words.has(row[at] ?? "") ? inRow + 1 : 0;
    if (inRow >= size && runs.has(row.slice(at - size + 1, at + 1).join(" "))) return true;
  }
  return false;
}

/** Whether a sentence tells somebody how to work, or tells of somebody's wishes. */
function isDirective(sentence: string): boolean {
  return (
    speaksToAgents(sentence) ||
    NAMES_PERSON.test(sentence) ||
    says(LANGUAGES, "standing", sentence) ||
    says(LANGUAGES, "wishes", sentence) ||
    says(LANGUAGES, "manners", sentence) ||
    says(LANGUAGES, "adjusts", sentence, "start")
  );
}
