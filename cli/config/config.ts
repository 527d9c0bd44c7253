import type { PriceTable } from "../../lib/core/cost/price.ts";
import { MemoriesError } from "../../lib/core/errors.ts";
import { type CheckedValue, checkText, checkTyped, describeKind } from "../options/check-value.ts";
import { nearestName } from "../options/nearest.ts";
import type { OptionRow } from "../options/option.ts";
import { OPTIONS, type OptionName, type Options, rowOf } from "../options/settings.ts";
import { AGENTS_TABLE, agentTables } from "./agent-tables.ts";
import type { ConfigFile } from "./config-files.ts";
import { type Environment, unknownVariables } from "./environment.ts";
import { PRICES_TABLE, priceTables } from "./price-tables.ts";

/** Where a value came from. `place` is a flag, a variable or a file. */
export interface Origin {
  readonly kind: "default" | "config.toml" | "memories.toml" | "environment" | "flag";
  readonly place: string;
}
export interface ConfigValue {
  readonly value: CheckedValue | undefined;
  readonly origin: Origin;
  /** What the reference's file says of a switch that it has for itself alone. */
  readonly theirs?: { readonly value: CheckedValue | undefined; readonly place: string };
}
/** Every configurable value with its origin, and what was wrong in the reference's file. */
export interface Config {
  readonly values: ReadonlyMap<OptionName, ConfigValue>;
  /** A person's own prices, by the beginning of a model id. */
  readonly prices: PriceTable;
  readonly warnings: readonly string[];
  /** Variables with this program's prefix that mean nothing to it. */
  readonly unknown: readonly string[];
}
export interface ConfigSources {
  readonly options: Options;
  readonly env: Environment;
  /** This product's file: strict. */
  readonly own?: ConfigFile | undefined;
  /** The reference's file: lenient. */
  readonly reference?: ConfigFile | undefined;
}

/** Names with a config key or an environment variable: what configuration can set. */
export const CONFIG_NAMES = (Object.keys(OPTIONS) as OptionName[]).filter((name) => {
  const row = rowOf(name);
  return row.key !== undefined || row.env !== undefined;
});

/**
 * Resolves each value: flag, environment, `memories.toml`, the reference's `config.toml`, default. Each place is checked,
 * also where one before it wins: what is wrong there would else come out on another day. Throws `bad_config`.
 */
export function resolveConfig({ options, env, own, reference }: ConfigSources): Config {
  const warnings: string[] = [];
  const unknown = unknownVariables(
    env,
    CONFIG_NAMES.flatMap((name) => rowOf(name).env ?? []),
  );
  if (own !== undefined) {
    refuseUnknownKeys(own);
    agentTables(own);
  }
  const prices = own === undefined ? {} : priceTables(own);
  const values = new Map<OptionName, ConfigValue>();
  for (const name of CONFIG_NAMES) {
    const row = rowOf(name);
    const theirs = reference && fromReferenceFile(row, reference, warnings);
    const isTheirsAlone = row.reference === "alone";
    const given = [
      fromFlag(name, row, options),
      fromEnvironment(row, env),
      own && fromOwnFile(row, own),
      isTheirsAlone ? undefined : theirs,
    ].find((value) => value !== undefined);
    const resolved = given ?? { value: row.default, origin: { kind: "default", place: "" } as const };
    const aside = isTheirsAlone && theirs ? { theirs: { value: theirs.value, place: theirs.origin.place } } : {};
    values.set(name, { ...resolved, ...aside });
  }
  return { values, prices, warnings, unknown };
}

function fromFlag(name: OptionName, row: OptionRow, options: Options): ConfigValue | undefined {
  const value = options[name];
  if (value === undefined) return undefined;
  return { value: asFileKind(row, value), origin: { kind: "flag", place: `--${row.flag}` } };
}

function fromEnvironment(row: OptionRow, env: ConfigSources["env"]): ConfigValue | undefined {
  const text = row.env === undefined ? undefined : env[row.env];
  if (row.env === undefined || text === undefined || text === "") return undefined;
  return {
    value: asFileKind(row, checkText(row.kind, text, row.env)),
    origin: { kind: "environment", place: row.env },
  };
}

/** A flag gives a single program where a file gives an argument vector. */
function asFileKind(row: OptionRow, value: CheckedValue): CheckedValue {
  return row.fileKind?.type === "list" && typeof value === "string" ? [value] : value;
}

function keysOf(row: OptionRow): readonly string[] {
  return row.key === undefined ? [] : [row.key, ...(row.olderKeys ?? [])];
}

function fromOwnFile(row: OptionRow, file: ConfigFile): ConfigValue | undefined {
  const table = tableOf(row, file);
  const key = keysOf(row).find((candidate) => candidate in table);
  if (key === undefined) return undefined;
  const kind = row.fileKind ?? row.kind;
  const value = checkTyped(kind, table[key]);
  if (value === undefined) {
    throw new MemoriesError(
      "bad_config",
      `${file.path}: ${row.table ?? "memories"}.${key} = ${show(table[key])} is not ${describeKind(kind)}`,
      {
        hint: `set ${key} to ${describeKind(kind)}, or remove it`,
      },
    );
  }
  return { value, origin: { kind: "memories.toml", place: file.path } };
}

/** The table of a file that holds the key of a row; empty where the file has none. */
function tableOf(row: OptionRow, file: ConfigFile): Readonly<Record<string, unknown>> {
  if (row.table === undefined) return file.table;
  const table = file.others[row.table] ?? {};
  if (typeof table === "object" && !Array.isArray(table)) return table as Readonly<Record<string, unknown>>;
  throw new MemoriesError("bad_config", `${file.path}: ${row.table} = ${show(table)} is not a table`, {
    hint: `write [${row.table}]`,
  });
}

/** Tables beside `[memories]` whose keys stand in the option table. */
const ROW_TABLES: readonly string[] = [...new Set(CONFIG_NAMES.flatMap((name) => rowOf(name).table ?? []))];
/** Tables whose keys a person names. */
const NAMED_TABLES: readonly string[] = [AGENTS_TABLE, PRICES_TABLE];

function refuseUnknownKeys(file: ConfigFile): void {
  for (const table of Object.keys(file.others)) {
    if (ROW_TABLES.includes(table) || NAMED_TABLES.includes(table)) continue;
    const near = nearestName(table, ["memories", ...ROW_TABLES, ...NAMED_TABLES]);
    throw new MemoriesError("bad_config", `${file.path}: unknown table or key: ${table}`, {
      hint: near === undefined ? "everything else belongs under [memories]" : `did you mean [${near}]?`,
    });
  }
  for (const name of [undefined, ...ROW_TABLES]) {
    const rows = CONFIG_NAMES.map(rowOf).filter((row) => row.table === name);
    const [first] = rows;
    const known = rows.flatMap(keysOf);
    const table = first === undefined ? {} : tableOf(first, file);
    for (const key of Object.keys(table)) {
      if (known.includes(key)) continue;
      const near = nearestName(key, known);
      const place = `${name ?? "memories"}.${key}`;
      throw new MemoriesError("bad_config", `${file.path}: unknown key ${place} = ${show(table[key])}`, {
        hint: near === undefined ? `known keys: ${known.join(", ")}` : `did you mean ${near}?`,
      });
    }
  }
}

/** The reference's file is its own: out of range is clamped, a wrong type is told and passed over. */
function fromReferenceFile(row: OptionRow, file: ConfigFile, warnings: string[]): ConfigValue | undefined {
  const key = row.reference ? keysOf(row).find((candidate) => candidate in file.table) : undefined;
  if (key === undefined) return undefined;
  const origin: Origin = { kind: "config.toml", place: file.path };
  const raw = file.table[key];
  const whole = typeof raw === "bigint" ? Number(raw) : raw;
  if (row.kind.type === "integer" && typeof whole === "number" && Number.isInteger(whole)) {
    return { value: Math.min(Math.max(whole, row.kind.min), row.kind.max ?? whole), origin };
  }
  const value = checkTyped(row.kind, raw);
  if (value !== undefined) return { value, origin };
  warnings.push(`${file.path}: memories.${key} = ${show(raw)} is not ${describeKind(row.kind)}; ignored`);
  return undefined;
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, item) => (typeof item === "bigint" ? Number(item) : item)) ?? String(value);
}
