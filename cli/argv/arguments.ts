import { MemoriesError } from "../../lib/core/errors.ts";
import { checkText, describeKind } from "../options/check-value.ts";
import { nearestName } from "../options/nearest.ts";
import type { OptionRow } from "../options/option.ts";
import { OPTIONS, type OptionName, type Options, rowOf } from "../options/settings.ts";

/** Marks a value so that the parser behind does not turn `0190` into 190 or `--root -x` into two flags. */
const VERBATIM = "\u0001";

/** `argv` in the one spelling the parser cannot misread: `--flag` and `--flag=<verbatim value>`, then `--` and the rest. */
export interface PlainArguments {
  readonly argv: readonly string[];
  readonly rest: readonly string[];
}

const byFlag = new Map<string, OptionName[]>();
for (const name of Object.keys(OPTIONS) as OptionName[]) {
  const { flag, short } = rowOf(name);
  for (const spelling of [flag && `--${flag}`, short && `-${short}`]) {
    if (spelling !== undefined && spelling !== "") byFlag.set(spelling, [...(byFlag.get(spelling) ?? []), name]);
  }
}

/** The row a flag means for a command that accepts `accepted`. */
function optionOf(spelling: string, accepted: ReadonlySet<OptionName>): OptionName {
  const names = byFlag.get(spelling) ?? [];
  const name = names.find((candidate) => accepted.has(candidate));
  if (name !== undefined) return name;
  const flags = [...accepted].map((option) => `--${rowOf(option).flag}`);
  const near = nearestName(spelling, flags);
  const known = names.length > 0 ? "is not an option of this command" : "is not an option";
  throw new MemoriesError("bad_option", `${spelling} ${known}`, {
    hint: near === undefined ? "run the command with --help to see its options" : `did you mean ${near}?`,
  });
}

/** Rewrites what was typed into the unmistakable spelling. Throws `bad_option` naming the flag. */
export function plainArguments(typed: readonly string[], accepted: ReadonlySet<OptionName>): PlainArguments {
  const end = typed.indexOf("--");
  const words = end === -1 ? typed : typed.slice(0, end);
  const argv: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    if (!word.startsWith("-") || word === "-") {
      argv.push(VERBATIM + word);
      continue;
    }
    if (/^-[a-z]{2,}$/i.test(word)) {
      for (const letter of word.slice(1)) argv.push(switchOf(`-${letter}`, undefined, accepted));
      continue;
    }
    const equals = word.indexOf("=");
    const spelling = equals === -1 ? word : word.slice(0, equals);
    const row = rowOf(optionOf(spelling, accepted));
    if (row.kind.type === "switch") {
      argv.push(switchOf(spelling, equals === -1 ? undefined : word.slice(equals + 1), accepted));
      continue;
    }
    const value = equals === -1 ? words[++i] : word.slice(equals + 1);
    if (value === undefined) throw missingValue(spelling, row);
    if (equals === -1 && isFlag(value, accepted)) throw missingValue(spelling, row, value);
    argv.push(`--${row.flag}=${VERBATIM}${value}`);
  }
  return { argv, rest: end === -1 ? [] : typed.slice(end + 1) };
}

function switchOf(spelling: string, value: string | undefined, accepted: ReadonlySet<OptionName>): string {
  const row = rowOf(optionOf(spelling, accepted));
  if (row.kind.type !== "switch") throw missingValue(spelling, row);
  if (value !== undefined) {
    throw new MemoriesError("bad_option", `${spelling} takes no value, but was given ${JSON.stringify(value)}`, {
      hint: `write ${spelling} alone`,
    });
  }
  return `--${row.flag}`;
}

/** Whether a word is a flag of this command: then it was not meant as the value of the flag before it. */
function isFlag(word: string, accepted: ReadonlySet<OptionName>): boolean {
  return (byFlag.get(word.split("=", 1)[0] ?? "") ?? []).some((name) => accepted.has(name));
}

function missingValue(spelling: string, row: OptionRow, next?: string): MemoriesError {
  const instead = next === undefined ? "" : `, but ${next} follows`;
  const joined = next === undefined ? "" : `; write ${spelling}=${next} if that is meant`;
  return new MemoriesError("bad_option", `${spelling} needs a value${instead}`, {
    hint: `give ${describeKind(row.kind)}${joined}`,
  });
}

/** The typed text behind a verbatim mark. */
export function typedText(value: unknown): string {
  const text = String(value);
  return text.startsWith(VERBATIM) ? text.slice(1) : text;
}

/** Checks the parser's raw values against the table. A repeated flag is an error unless it is a list. */
export function checkedOptions(raw: Readonly<Record<string, unknown>>, accepted: ReadonlySet<OptionName>): Options {
  const options: Record<string, unknown> = {};
  for (const name of accepted) {
    const row = rowOf(name);
    const value = raw[camelCase(row.flag ?? "")];
    if (row.flag === undefined || value === undefined) continue;
    const typed = Array.isArray(value) ? value : [value];
    if (row.kind.type === "switch") {
      options[name] = true;
    } else if (row.kind.type === "list") {
      options[name] = typed.flatMap((item) => checkText(row.kind, typedText(item), `--${row.flag}`));
    } else if (typed.length > 1) {
      throw new MemoriesError("bad_option", `--${row.flag} was given ${typed.length} times`, { hint: "give it once" });
    } else {
      options[name] = checkText(row.kind, typedText(typed[0]), `--${row.flag}`);
    }
  }
  // The parser reads `--no-color` as `color: false`.
  if (raw.color === false) options.noColor = true;
  return options as Options;
}

function camelCase(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
