import { contentWords, wordingKey } from "./wording.ts";

/** Share of words that two statements must have in common to count as one. */
const SAME_SHARE = 0.85;
/** Shorter statements are one only when worded alike: in them a single word changes everything. */
const FUZZY_MIN_WORDS = 5;
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
 * appearance; the time taken grows with the statements that share rare words, not with all pairs.
 */
export function gatherAlike<T>(
  statements: readonly T[],
  textOf: (statement: T) => string,
  meaningOf: (text: string) => string | undefined = () => undefined,
): Gathered<T>[] {
  const groups: { first: T; all: T[]; profile: Profile }[] = [];
  const byWording = new Map<string, number>();
  const byMeaning = new Map<string, number>();
  const byWord = new Map<string, number[]>();
  const profiles = statements.map((statement) => profileOf(textOf(statement)));
  const frequency = new Map<string, number>();
  for (const { words } of profiles) for (const word of words) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  for (const [at, statement] of statements.entries()) {
    const profile = profiles[at];
    if (profile === undefined) continue;
    const rare = rarestWords(profile.words, frequency);
    const meaning = meaningOf(textOf(statement));
    const alike = meaning === undefined ? undefined : byMeaning.get(meaning);
    const known = byWording.get(profile.wording) ?? alike ?? findAlike(profile, rare, groups, byWord);
    if (known !== undefined) {
      groups[known]?.all.push(statement);
      continue;
    }
    if (meaning !== undefined) byMeaning.set(meaning, groups.length);
    byWording.set(profile.wording, groups.length);
    for (const word of rare) byWord.set(word, [...(byWord.get(word) ?? []), groups.length]);
    groups.push({ first: statement, all: [statement], profile });
  }
  return groups;
}

interface Profile {
  readonly wording: string;
  readonly words: ReadonlySet<string>;
  /** Negations, numbers and code: what may not differ. */
  readonly fixed: string;
}

function profileOf(text: string): Profile {
  const words = new Set(contentWords(text));
  const code = [...text.matchAll(/`[^`]+`/g)].map(([span]) => span);
  const exact = [...words].filter((word) => NEGATIONS.has(word) || /\d/.test(word));
  const negated = /\b\p{L}+n['’]t\b/iu.test(text) ? ["n't"] : [];
  return { wording: wordingKey(text), words, fixed: [...exact, ...code, ...negated].toSorted().join("\n") };
}

/** Two sets that share so much share one of these: the rarest words, as many as may be missing and one. */
function rarestWords(words: ReadonlySet<string>, frequency: ReadonlyMap<string, number>): string[] {
  if (words.size < FUZZY_MIN_WORDS) return [];
  const count = words.size - Math.ceil(SAME_SHARE * words.size) + 1;
  return [...words]
    .toSorted((a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || (a < b ? -1 : 1))
    .slice(0, count);
}

function findAlike(
  profile: Profile,
  rare: readonly string[],
  groups: readonly { readonly profile: Profile }[],
  byWord: ReadonlyMap<string, readonly number[]>,
): number | undefined {
  const candidates = [...new Set(rare.flatMap((word) => byWord.get(word) ?? []))].toSorted((a, b) => a - b);
  return candidates.find((at) => {
    const other = groups[at]?.profile;
    if (other === undefined || other.fixed !== profile.fixed) return false;
    const shared = [...profile.words].filter((word) => other.words.has(word)).length;
    return shared / (profile.words.size + other.words.size - shared) >= SAME_SHARE;
  });
}
