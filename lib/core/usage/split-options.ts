import type { ShellWord } from "./shell-commands.ts";

/**
 * The options with which a command only reads. Anything else is not known to, and makes the command refused.
 * `long`: `name` takes no value, `name=` takes one, `name?` may have one after `=`.
 */
export interface OptionRules {
  /** Letters of options without value. */
  readonly switches?: string;
  /** Letters of options with a value. */
  readonly values?: string;
  readonly long?: readonly string[];
  /** `-20` and the like. */
  readonly numbers?: "allowed";
}

export interface SplitWords {
  /** Values by letter or long name; an option without value has the empty text. */
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly operands: readonly ShellWord[];
}

/** Tells options from operands, as GNU programs do. Undefined where an option is not among the rules. */
export function splitOptions(words: readonly ShellWord[], rules: OptionRules): SplitWords | undefined {
  const options = new Map<string, string[]>();
  const operands: ShellWord[] = [];
  const add = (name: string, value: string) => options.set(name, [...(options.get(name) ?? []), value]);
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined) break;
    if (word.text === "--") {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (!word.text.startsWith("-") || word.text === "-") {
      operands.push(word);
      continue;
    }
    const taken = word.text.startsWith("--")
      ? longOption(word.text.slice(2), words[at + 1], rules)
      : shortOptions(word.text.slice(1), words[at + 1], rules);
    if (word.kind === "pattern" || taken === undefined) return undefined;
    for (const [name, value] of taken.found) add(name, value);
    if (taken.usedNext) at += 1;
  }
  return { options, operands };
}

interface Taken {
  readonly found: readonly (readonly [name: string, value: string])[];
  /** The next word was the value. */
  readonly usedNext: boolean;
}

function longOption(text: string, next: ShellWord | undefined, rules: OptionRules): Taken | undefined {
  const equals = text.indexOf("=");
  const name = equals === -1 ? text : text.slice(0, equals);
  const value = equals === -1 ? undefined : text.slice(equals + 1);
  const known = rules.long ?? [];
  if (value === undefined && (known.includes(name) || known.includes(`${name}?`))) {
    return { found: [[name, ""]], usedNext: false };
  }
  if (value !== undefined && (known.includes(`${name}=`) || known.includes(`${name}?`))) {
    return { found: [[name, value]], usedNext: false };
  }
  if (known.includes(`${name}=`) && next?.kind === "plain") return { found: [[name, next.text]], usedNext: true };
  return undefined;
}

function shortOptions(letters: string, next: ShellWord | undefined, rules: OptionRules): Taken | undefined {
  if (rules.numbers === "allowed" && /^\d+$/.test(letters)) return { found: [["#", letters]], usedNext: false };
  const found: [string, string][] = [];
  for (const [index, letter] of [...letters].entries()) {
    if (rules.switches?.includes(letter)) {
      found.push([letter, ""]);
      continue;
    }
    if (!rules.values?.includes(letter)) return undefined;
    const glued = letters.slice(index + 1);
    if (glued !== "") return { found: [...found, [letter, glued]], usedNext: false };
    return next?.kind === "plain" ? { found: [...found, [letter, next.text]], usedNext: true } : undefined;
  }
  return { found, usedNext: false };
}
