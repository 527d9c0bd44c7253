import { IntChains } from "./int-chains.ts";
import { hashOf, WordSets } from "./word-sets.ts";
import { contentWords, wordingKey } from "./wording.ts";

/** Share of words that two statements must have in common to count as one. */
const SAME_SHARE = 0.85;
/** Shorter statements are one only when worded alike: in them a single word changes everything. */
const FUZZY_MIN_WORDS = 5;
/** Odd, so that different words stay different. */
const HASH_FACTOR = 0x9e3779b1;
const NEGATIONS = new Set([
  "not",
  "no",
  "never",
  "don't",
  "dont",
  "without",
  "instead",
  "avoid",
  "stop",
  "except",
  "unless",
  "can't",
  "cannot",
]);

/** Statements taken together as one. `first` is the one whose wording stands for all. */
export interface Gathered<T> {
  readonly first: T;
  readonly all: readonly T[];
}

/**
 * Joins what says the same: equal wording, nearly all words shared while negations, numbers and code agree, or
 * the same `meaningOf` where it gives one.
 * The first of a kind gives the wording, so that what comes later only ever adds to it. In order of first
 * appearance; the time taken grows with the statements that share rare words, not with all pairs. Of each statement
 * some 100 bytes are kept meanwhile, whatever its length: the texts of two that look alike are read again.
 */
export function gatherAlike<T>(
  statements: readonly T[],
  textOf: (statement: T) => string,
  meaningOf: (text: string) => string | undefined = () => undefined,
): Gathered<T>[] {
  const groups: { first: T; all: T[]; at: number }[] = [];
  const byMeaning = new Map<string, number>();
  const [byWording, byWord] = [new IntChains(), new IntChains()];
  const wordSets = new WordSets();
  for (const statement of statements) wordSets.add(new Set(contentWords(textOf(statement))));
  for (const [at, statement] of statements.entries()) {
    const text = textOf(statement);
    const wording = wordingKey(text);
    const wordingHash = hashOf(wording);
    const sameWords = firstOf(byWording.of(wordingHash), groups, ({ first }) => wordingKey(textOf(first)) === wording);
    const meaning = meaningOf(text);
    const alike = meaning === undefined ? undefined : byMeaning.get(meaning);
    const rare = sameWords === undefined && alike === undefined ? rareKeys(text, at, wordSets) : [];
    const known =
      sameWords ??
      alike ??
      firstOf(
        rare.flatMap((key) => byWord.of(key)),
        groups,
        (group) => isShare(wordSets, at, group.at) && isAlike(profileOf(text), profileOf(textOf(group.first))),
      );
    if (known !== undefined) {
      groups[known]?.all.push(statement);
      continue;
    }
    if (meaning !== undefined) byMeaning.set(meaning, groups.length);
    byWording.add(wordingHash, groups.length);
    for (const key of rare) byWord.add(key, groups.length);
    groups.push({ first: statement, all: [statement], at });
  }
  return groups;
}

/** The first of the groups with these numbers that is it. */
function firstOf<G>(numbers: readonly number[], groups: readonly G[], isIt: (group: G) => boolean): number | undefined {
  const inOrder = numbers.length < 2 ? numbers : [...new Set(numbers)].toSorted((a, b) => a - b);
  return inOrder.find((number) => {
    const group = groups[number];
    return group !== undefined && isIt(group);
  });
}

/**
 * Under these a statement is looked for. Two sets that share enough share one of these: the rarest words, as many as
 * may be missing and one; each together with what may not differ.
 */
function rareKeys(text: string, set: number, wordSets: WordSets): number[] {
  const size = wordSets.size(set);
  if (size < FUZZY_MIN_WORDS) return [];
  const fixed = hashOf(fixedOf(text, new Set(contentWords(text))));
  const count = size - Math.ceil(SAME_SHARE * size) + 1;
  return [...wordSets.rarest(set, count)].map((word) => Math.imul(word, HASH_FACTOR) ^ fixed);
}

/** Whether two sets may share as many words as they must. */
function isShare(wordSets: WordSets, a: number, b: number): boolean {
  const shared = wordSets.shared(a, b);
  return shared / (wordSets.size(a) + wordSets.size(b) - shared) >= SAME_SHARE;
}

interface Profile {
  readonly words: ReadonlySet<string>;
  readonly fixed: string;
}

function isAlike(one: Profile, other: Profile): boolean {
  if (other.fixed !== one.fixed) return false;
  const shared = one.words.intersection(other.words).size;
  return shared / (one.words.size + other.words.size - shared) >= SAME_SHARE;
}

function profileOf(text: string): Profile {
  const words = new Set(contentWords(text));
  return { words, fixed: fixedOf(text, words) };
}

/** Negations, numbers and code: what may not differ. */
function fixedOf(text: string, words: ReadonlySet<string>): string {
  const code = [...text.matchAll(/`[^`]+`/g)].map(([span]) => span);
  const exact = [...words].filter((word) => NEGATIONS.has(word) || /\d/.test(word));
  const negated = /\b\p{L}+n['’]t\b/iu.test(text) ? ["n't"] : [];
  return [...exact, ...code, ...negated].toSorted().join("\n");
}
