/** Marks a word that cac must leave as it was typed: unmarked, `0190` becomes 190 and a value `-x` becomes a flag. */
const VERBATIM = "\u0001";

/**
 * The words of a command line for cac, which splits them: the value of each flag in `takesValue` is joined to its flag
 * and marked. A word that is itself a flag of `isFlag` is no value. `alone` says which value a flag has that stands
 * without one before `next`, where there is such.
 */
export function markValues(
  words: readonly string[],
  takesValue: ReadonlySet<string>,
  isFlag: (word: string) => boolean,
  alone: (flag: string, next: string | undefined) => string | undefined,
): string[] {
  const marked: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    const [flag = "", ...value] = word.split("=");
    const next = words[i + 1];
    // A lone dash names standard input; cac would drop it.
    if (word === "-") marked.push(VERBATIM + word);
    else if (!takesValue.has(flag)) marked.push(word);
    else if (value.length > 0) marked.push(`${flag}=${VERBATIM}${value.join("=")}`);
    else if (alone(flag, next) !== undefined) marked.push(`${flag}=${VERBATIM}${alone(flag, next)}`);
    else if (next === undefined || isFlag(next)) marked.push(word);
    else {
      marked.push(`${flag}=${VERBATIM}${next}`);
      i += 1;
    }
  }
  return marked;
}

/** The word as it was typed. */
export function typedWord(word: string): string {
  return word.startsWith(VERBATIM) ? word.slice(VERBATIM.length) : word;
}

/** What was typed for a flag, once for each time; undefined where it stood without a value. */
export function typedValues(raw: unknown): (string | undefined)[] {
  const values = Array.isArray(raw) ? raw : [raw];
  return values.map((value) =>
    typeof value === "string" && value.startsWith(VERBATIM) ? typedWord(value) : undefined,
  );
}
