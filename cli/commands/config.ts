import { join, resolve } from "node:path";
import type { Price } from "../../lib/core/cost/price.ts";
import { MemoriesError } from "../../lib/core/errors.ts";
import { redactText } from "../../lib/core/redact/redact.ts";
import { rfc3339 } from "../../lib/core/text/time.ts";
import type { Command, CommandContext, Outcome } from "../command.ts";
import { resolveConfig } from "../config/config.ts";
import { readConfigFile } from "../config/config-files.ts";
import { loadConfig } from "../config/load-config.ts";
import { refuseTogether } from "../options/refuse-together.ts";
import { type OptionName, rowOf, SETTINGS_WITH_FLAG } from "../options/settings.ts";
import { count } from "../print/count.ts";
import { type Column, columnsOf } from "../print/table.ts";
import { configSchema } from "../reference/config-schema.ts";

export const configCommand: Command = {
  name: "config",
  summary: "Show each value with its origin, or lint a memories.toml",
  options: ["checkFile", "schema", ...SETTINGS_WITH_FLAG],
  examples: [
    "memories config",
    "memories config --max-unused-days 60",
    "memories config --check memories.toml",
    "memories config --schema > memories.schema.json",
  ],
  async run(context) {
    refuseTogether(context.options.schema === true && context.options.checkFile !== undefined, "--schema", "--check");
    if (context.options.schema === true) return printSchema();
    if (context.options.checkFile !== undefined) return checkFile(context.options.checkFile);
    return showConfig(context);
  },
};

async function printSchema(): Promise<Outcome> {
  const schema = configSchema();
  return { exit: 0, rawJson: schema, text: JSON.stringify(schema, null, 2) };
}

/** Reads a file as the strict configuration it would be; what is wrong with it is thrown with place and remedy. */
async function checkFile(path: string): Promise<Outcome> {
  const file = await readConfigFile(resolve(path));
  if (file === undefined) {
    throw new MemoriesError("bad_config", `no such file: ${path}`, { hint: "give the path of a memories.toml" });
  }
  resolveConfig({ options: {}, env: {}, own: file });
  const keys = Object.keys(file.table);
  return { exit: 0, json: { path: file.path, ok: true, keys }, text: `${path}: ok, ${count(keys, "key")}` };
}

async function showConfig({ options, env }: CommandContext): Promise<Outcome> {
  const { config, paths } = await loadConfig(options, env);
  const effective: Record<string, string> = {
    home: paths.home,
    codexHome: paths.codexHome,
    root: paths.root,
    ...(config.values.get("db")?.value === undefined && { db: `file:${join(paths.home, "memories.db")}` }),
    ...(config.values.get("logFormat")?.value === undefined && { logFormat: "text" }),
  };
  const values = [...config.values]
    // A key without effect here is shown where somebody set it.
    .filter(([name, { origin }]) => rowOf(name).inert !== true || origin.kind !== "default")
    .map(([name, { value, origin, theirs }]) => ({
      name: nameOf(name),
      value: effective[name] ?? shown(value) ?? null,
      origin: origin.kind,
      place: origin.place === "" ? null : origin.place,
      effect: rowOf(name).inert !== true,
      theirs: theirs ?? null,
    }));
  const warnings = config.warnings.map(redactText);
  const rows = values.map((row) => [
    row.name,
    display(row),
    [row.place ?? row.origin, row.effect ? "" : " (seen, no effect)", row.theirs ? theirSwitch(row.theirs) : ""].join(
      "",
    ),
  ]);
  return {
    exit: 0,
    json: { values, prices: config.prices, warnings, unknown_variables: config.unknown },
    table: {
      columns: COLUMNS,
      rows: [...rows, ...Object.entries(config.prices).map(priceRow)],
      tellsFooter: true,
      footer: [
        ...warnings.map((warning) => `warning: ${warning}`),
        ...config.unknown.map((name) => `warning: ${name} is no variable of this program`),
      ],
    },
  };
}

function theirSwitch({ value, place }: { readonly value?: unknown; readonly place: string }): string {
  return ` (${place} says ${JSON.stringify(value)}: that switches Codex's own memory alone)`;
}

const COLUMNS: readonly Column[] = columnsOf("key", "value", "from").map((column) =>
  column.key === "value" ? { ...column, shrinks: true } : { title: column.title, key: column.key },
);

function priceRow([model, { input, cached, output }]: [string, Price]): string[] {
  return [`prices.${model}`, `$${input}, cached $${cached}, out $${output} a million tokens`, "memories.toml"];
}

/** The key as a file has it, with its table where that is not `[memories]`; else the flag. */
function nameOf(name: OptionName): string {
  const { key, table, flag } = rowOf(name);
  return key === undefined ? (flag ?? name) : [...(table === undefined ? [] : [table]), key].join(".");
}

/** A DB URL may carry credentials, and anything may be what looks like a secret; those are not shown. */
function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  return typeof value === "string"
    ? redactText(value.replace(/(:\/\/)[^/@]+@/, "$1").replace(/([?&]authToken=)[^&]*/i, "$1…"))
    : value;
}

function display({ name, value }: { readonly name: string; readonly value: unknown }): string {
  if (value === null || value === undefined) return "-";
  if (name === "now" && typeof value === "number") return rfc3339(value);
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
