import { LANGUAGES } from "../../languages/languages.ts";
import { phrasesOf } from "../../languages/phrases.ts";
import type { Steps } from "../../steps.ts";
import { textHash } from "./merging/text-hash.ts";
import { contentWords, wordingKey } from "./merging/wording.ts";

/** So many statements are looked at in a step. */
const STEP = 256;
/** Share of words that two statements must have in common to count as one. */
const SAME_SHARE = 0.85;
/** Places for counting words: so many for a text, and no more than this for all. */
const COUNTERS_PER_TEXT = 64;
const COUNTERS_MAX = 1 << 18;
/** Shorter statements are one only when worded alike: in them a single word changes everything. */
const FUZZY_MIN_WORDS = 5;
/** What turns a statement into its opposite, in any language; those that end in `*` go on. */
const NEGATION_WORDS = LANGUAGES.flatMap((language) => phrasesOf(language, "negations")).map((word) => word.trim());
const NEGATIONS = new Set(NEGATION_WORDS.filter((word) => !word.endsWith("*")));
const NEGATION_STARTS = new RegExp(
  `^(?:${NEGATION_WORDS.filter((word) => word.endsWith("*"))
    .map((word) => word.slice(0, -1))
    .join("|")})`,
);

/** Statements taken together as one. `first` is the one whose wording stands for all. */
export interface Gathered<T> {
  readonly first: T;
  readonly all: readonly T[];
}

/**
 * Joins what says the same: equal wording, nearly all words shared while negations, numbers and code agree, or
 * the same `meaningOf` where it gives one.
 * The first of a kind gives the wording, so that what comes later only ever adds to it. In order of first
 * appearance, in steps; the time taken grows with the statements that share rare words, not with all pairs.
 */
export function* gatherAlike<T>(
  statements: readonly T[],
  textOf: (statement: T) => string,
  meaningOf: (text: string) => string | undefined = () => undefined,
): Steps<Gathered<T>[]> {
  const texts = statements.map(textOf);
  const frequencies = yield* countWords(texts);
  const groups: { readonly first: T; readonly all: T[]; readonly text: string }[] = [];
  const [byWording, byMeaning] = [new Map<string, number>(), new Map<string, number>()];
  const byRareWord = new Map<number, number[]>();
  for (const [at, statement] of statements.entries()) {
    if (at % STEP === STEP - 1) yield;
    const text = texts[at] ?? "";
    const wording = wordingKey(text);
    const meaning = meaningOf(text);
    const met = byWording.get(wording) ?? (meaning === undefined ? undefined : byMeaning.get(meaning));
    const profile = met === undefined ? profileOf(text) : undefined;
    const rare = profile === undefined ? [] : rareKeys(profile, frequencies);
    const place = met ?? (profile === undefined ? undefined : nearest(profile, rare));
    const group = place === undefined ? undefined : groups[place];
    if (group !== undefined) {
      group.all.push(statement);
      continue;
    }
    const own = groups.push({ first: statement, all: [statement], text }) - 1;
    byWording.set(wording, own);
    if (meaning !== undefined) byMeaning.set(meaning, own);
    for (const key of rare) {
      const known = byRareWord.get(key);
      if (known === undefined) byRareWord.set(key, [own]);
      else known.push(own);
    }
  }
  return groups;

  /** The first group whose statement is like this one; their texts are read again, which takes less room than words. */
  function nearest(profile: Profile, keys: readonly number[]): number | undefined {
    const places = new Set(keys.flatMap((key) => byRareWord.get(key) ?? []));
    return [...places]
      .toSorted((a, b) => a - b)
      .find((place) => isAlike(profile, profileOf(groups[place]?.text ?? "")));
  }
}

/** In how many texts a word stands, by its place; words that share one only look more frequent than they are. */
function* countWords(texts: readonly string[]): Steps<Int32Array> {
  const places = 2 ** Math.ceil(Math.log2(texts.length * COUNTERS_PER_TEXT + 1));
  const counts = new Int32Array(Math.min(places, COUNTERS_MAX));
  for (const [at, text] of texts.entries()) {
    if (at % STEP === STEP - 1) yield;
    for (const word of new Set(contentWords(text))) {
      const place = counterOf(word, counts);
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  return counts;
}

function counterOf(word: string, { length }: Int32Array): number {
  const hash = textHash(word);
  return (hash ^ (hash >>> 16)) & (length - 1);
}

/**
 * Under these a statement is looked for. Two sets of words that share enough share one of these: the words that stand
 * in the fewest texts, as many as may be missing and one; each together with what may not differ.
 */
function rareKeys({ words, fixed }: Profile, frequencies: Int32Array): number[] {
  const counted = [...words].map((word) => ({ word, count: frequencies[counterOf(word, frequencies)] ?? 0 }));
  return counted
    .toSorted((a, b) => a.count - b.count || (a.word < b.word ? -1 : 1))
    .slice(0, rareCount(words.size))
    .map(({ word }) => textHash(`${word}\n${fixed}`));
}

/** Of so many words, in any order that is the same for all sets: two sets that share enough share one of the first. */
export function rareCount(words: number): number {
  return words < FUZZY_MIN_WORDS ? 0 : words - Math.ceil(SAME_SHARE * words) + 1;
}

interface Profile {
  readonly words: ReadonlySet<string>;
  readonly fixed: string;
}

function isAlike(one: Profile, other: Profile): boolean {
  if (other.fixed !== one.fixed || other.words.size < FUZZY_MIN_WORDS) return false;
  const shared = one.words.intersection(other.words).size;
  return shared / (one.words.size + other.words.size - shared) >= SAME_SHARE;
}

function profileOf(text: string): Profile {
  const words = new Set(contentWords(text));
  return { words, fixed: fixedOf(text, words) };
}

/** Negations, numbers and code: what may not differ. */
export function fixedOf(text: string, words: ReadonlySet<string>): string {
  const code = text.includes("`") ? [...text.matchAll(/`[^`]+`/g)].map(([span]) => span) : [];
  const exact = [...words].filter((word) => isNegation(word) || /\d/.test(word));
  // Most texts have none, and the second look is a slow one.
  const negated = /n['’]t/i.test(text) && /\b\p{L}+n['’]t\b/iu.test(text) ? ["n't"] : [];
  return [...exact, ...code, ...negated].toSorted().join("\n");
}

function isNegation(word: string): boolean {
  return NEGATIONS.has(word) || NEGATION_STARTS.test(word);
}
