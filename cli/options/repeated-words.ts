import type { OptionName, Options } from "./settings.ts";
import { rowOf } from "./settings.ts";

/** A word that a shell takes as it is. */
const PLAIN = /^[\w@%+=:,./~-]+$/;

/** Options as they were typed, to be named in a command that does the rest of the same work. */
export function repeatedWords(options: Options, names: readonly OptionName[]): string[] {
  return names.flatMap((name) => {
    const value: unknown = options[name];
    const { flag } = rowOf(name);
    if (flag === undefined || value === undefined || value === false) return [];
    if (value === true) return [`--${flag}`];
    return [value].flat().flatMap((each) => [`--${flag}`, quoted(String(each))]);
  });
}

/** Where everything lies, as far as that was typed: a command that is named later means the same places. */
export const PLACE_OPTIONS: readonly OptionName[] = [
  "home",
  "codexHome",
  "from",
  "root",
  "db",
  "insecure",
  "templates",
];

export function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
