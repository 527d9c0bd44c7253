import { MemoriesError } from "../../lib/core/errors.ts";
import { parseRfc3339 } from "../../lib/core/text/time.ts";
import { checkText, describeKind } from "../options/check-value.ts";
import { nearestName } from "../options/nearest.ts";
import type { OptionRow } from "../options/option.ts";
import { OPTIONS, type OptionName, type Options, rowOf } from "../options/settings.ts";
import { typedValues } from "./raw-values.ts";

/**
 * Checks what cac split against the rows of the options that a command accepts. Throws `bad_option`, which names the
 * flag as it was typed, for a flag that the command does not have, a value too many or missing, and a flag given twice.
 */
export function checkedOptions(
  raw: Readonly<Record<string, unknown>>,
  accepted: readonly OptionName[],
  typed: readonly string[],
): Options {
  const options: Record<string, unknown> = {};
  // `--now` is the clock of the run, for dates that count back from it too.
  const now = () => {
    const [given = process.env.MEMORIES_NOW] = raw.now === undefined ? [] : typedValues(raw.now);
    const ms = parseRfc3339(given ?? "");
    return Math.floor((ms ?? Date.now()) / 1_000);
  };
  const rest = new Set(Object.keys(raw).filter((key) => key !== "--"));
  for (const name of accepted) {
    const row = rowOf(name);
    if (row.flag === undefined) continue;
    if (row.kind.type === "switch") refuseValue(row, typed);
    const key = keyOf(row.flag);
    const value = raw[key];
    // Under its key a negated flag has its opposite too, which may not be an option here.
    if (!row.flag.startsWith("no-") || !typed.includes(`--${key}`)) rest.delete(key);
    if (row.short !== undefined) rest.delete(row.short);
    // cac keeps `--no-color` as `color: false`, and `color: true` where neither it nor `--color` was typed.
    if (value === undefined || (row.flag.startsWith("no-") ? value !== false : value === false)) continue;
    if (row.kind.type === "switch" && value === true && !wasTyped(row, typed)) continue;
    options[name] = row.kind.type === "switch" ? true : checkedValue(row, value, typed, now);
  }
  for (const key of rest) throw unknownFlag(spellingOf(key, typed), accepted);
  return options as Options;
}

/** cac keeps `--dry-run` under `dryRun` and `--no-color` under `color`. */
function keyOf(flag: string): string {
  return flag.replace(/^no-/, "").replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function wasTyped({ flag, short }: OptionRow, typed: readonly string[]): boolean {
  return (
    typed.includes(`--${flag}`) ||
    typed.some((word) => short !== undefined && /^-[a-z]+$/i.test(word) && word.includes(short))
  );
}

function refuseValue(row: OptionRow, typed: readonly string[]): void {
  const given = typed.find((word) => word.startsWith(`--${row.flag}=`));
  if (given === undefined) return;
  const value = given.slice(given.indexOf("=") + 1);
  throw new MemoriesError("bad_option", `--${row.flag} takes no value, but was given ${JSON.stringify(value)}`, {
    hint: `write --${row.flag} alone`,
  });
}

function checkedValue(row: OptionRow, raw: unknown, typed: readonly string[], now: () => number) {
  const where = `--${row.flag}`;
  const values = typedValues(raw).map((value) => value ?? missingValue(row, typed));
  if (row.kind.type === "list") return values.flatMap((value) => checkText(row.kind, value, where, now));
  if (values.length > 1) {
    throw new MemoriesError("bad_option", `${where} was given ${values.length} times`, { hint: "give it once" });
  }
  return checkText(row.kind, values[0] ?? "", where, now);
}

function missingValue(row: OptionRow, typed: readonly string[]): never {
  const at = typed.findLastIndex((word) => word === `--${row.flag}` || word === `-${row.short}`);
  const next = typed[at + 1];
  const instead = next === undefined ? "" : `, but ${next} follows`;
  const joined = next === undefined ? "" : `; write --${row.flag}=${next} if that is meant`;
  throw new MemoriesError("bad_option", `--${row.flag} needs a value${instead}`, {
    hint: `give ${describeKind(row.kind)}${joined}`,
  });
}

/** The flag as it was typed, of which cac tells only the key; short flags may have stood together. */
function spellingOf(key: string, typed: readonly string[]): string {
  const spelled = typed.map((word) => word.split("=", 1)[0] ?? "").find((word) => keyOf(word.slice(2)) === key);
  return spelled ?? `${key.length === 1 ? "-" : "--"}${key}`;
}

/** What is said of a flag that a command does not have. */
export function unknownFlag(spelling: string, accepted: readonly OptionName[]): MemoriesError {
  const flags = accepted.map((option) => `--${rowOf(option).flag}`);
  const near = nearestName(spelling, flags);
  const elsewhere = Object.keys(OPTIONS).some((name) => `--${rowOf(name as OptionName).flag}` === spelling);
  return new MemoriesError("bad_option", `${spelling} is not an option${elsewhere ? " of this command" : ""}`, {
    hint: near === undefined ? "run the command with --help to see its options" : `did you mean ${near}?`,
  });
}
