import { IntChains } from "./merging/int-chains.ts";
import { hashOf, WordSets } from "./merging/word-sets.ts";
import { contentWords, wordingKey } from "./merging/wording.ts";

/** Share of words that two statements must have in common to count as one. */
const SAME_SHARE = 0.85;
/** Shorter statements are one only when worded alike: in them a single word changes everything. */
const FUZZY_MIN_WORDS = 5;
/** No place. */
const NONE = -1;
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
export function* gatherAlike<T>(
  statements: readonly T[],
  textOf: (statement: T) => string,
  meaningOf: (text: string) => string | undefined = () => undefined,
): Generator<Gathered<T>, void> {
  const { firstOf, nextOf } = linkAlike(statements, textOf, meaningOf);
  for (const [at, first] of statements.entries()) {
    if (firstOf[at] !== at) continue;
    const all = [first];
    for (let next = nextOf[at] ?? NONE; next !== NONE; next = nextOf[next] ?? NONE)
      all.push(...statements.slice(next, next + 1));
    yield { first, all };
  }
}

/** By the place of a statement: the place of the first one like it, and of the next one like it. */
interface Links {
  readonly firstOf: Int32Array;
  readonly nextOf: Int32Array;
}

function linkAlike<T>(
  statements: readonly T[],
  textOf: (statement: T) => string,
  meaningOf: (text: string) => string | undefined,
): Links {
  const [firstOf, lastOf] = [new Int32Array(statements.length), new Int32Array(statements.length)];
  const nextOf = new Int32Array(statements.length).fill(NONE);
  const byMeaning = new Map<string, number>();
  const [byWording, byWord] = [new IntChains(), new IntChains()];
  const wordSets = new WordSets();
  const fixed = new Int32Array(statements.length);
  for (const [at, statement] of statements.entries()) {
    const { words, fixed: text } = profileOf(textOf(statement));
    wordSets.add(words);
    fixed[at] = hashOf(text);
  }
  const earliest = (places: readonly number[], isIt: (place: number, text: string) => boolean) =>
    places
      .toSorted((a, b) => a - b)
      .find((place) => statements.slice(place, place + 1).some((other) => isIt(place, textOf(other))));
  for (const [at, statement] of statements.entries()) {
    const text = textOf(statement);
    const wording = wordingKey(text);
    const wordingHash = hashOf(wording);
    const sameWords = earliest(byWording.of(wordingHash), (_, other) => wordingKey(other) === wording);
    const meaning = meaningOf(text);
    const met = sameWords ?? (meaning === undefined ? undefined : byMeaning.get(meaning));
    const rare = met === undefined ? rareKeys(wordSets, at, fixed[at] ?? 0) : [];
    const isLike = (place: number, other: string) =>
      isShare(wordSets, at, place) && isAlike(profileOf(text), profileOf(other));
    const first = met ?? earliest([...new Set(rare.flatMap((key) => byWord.of(key)))], isLike) ?? at;
    firstOf[at] = first;
    if (first !== at) nextOf[lastOf[first] ?? first] = at;
    lastOf[first] = at;
    if (first !== at) continue;
    if (meaning !== undefined) byMeaning.set(meaning, at);
    byWording.add(wordingHash, at);
    for (const key of rare) byWord.add(key, at);
  }
  return { firstOf, nextOf };
}

/**
 * Under these a statement is looked for. Two sets that share enough share one of these: the rarest words, as many as
 * may be missing and one; each together with what may not differ.
 */
function rareKeys(wordSets: WordSets, set: number, fixed: number): number[] {
  const count = rareCount(wordSets.size(set));
  if (count === 0) return [];
  return [...wordSets.rarest(set, count)].map((word) => Math.imul(word, HASH_FACTOR) ^ fixed);
}

/** Of so many words, in any order that is the same for all sets: two sets that share enough share one of the first. */
export function rareCount(words: number): number {
  return words < FUZZY_MIN_WORDS ? 0 : words - Math.ceil(SAME_SHARE * words) + 1;
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
export function fixedOf(text: string, words: ReadonlySet<string>): string {
  const code = text.includes("`") ? [...text.matchAll(/`[^`]+`/g)].map(([span]) => span) : [];
  const exact = [...words].filter((word) => NEGATIONS.has(word) || /\d/.test(word));
  // Most texts have none, and the second look is a slow one.
  const negated = /n['’]t/i.test(text) && /\b\p{L}+n['’]t\b/iu.test(text) ? ["n't"] : [];
  return [...exact, ...code, ...negated].toSorted().join("\n");
}
