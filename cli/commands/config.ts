import { resolve } from "node:path";
import { MemoriesError } from "../../lib/core/errors.ts";
import type { Command, CommandContext, Outcome } from "../command.ts";
import { rowOf } from "../settings.ts";

export const configCommand: Command = {
  name: "config",
  summary: "Show each value with its origin, or lint a memories.toml",
  options: ["checkFile", "schema"],
  examples: [
    "memories config",
    "memories config --check memories.toml",
    "memories config --schema > memories.schema.json",
  ],
  async run(context) {
    if (context.options.schema === true) return printSchema();
    if (context.options.checkFile !== undefined) return checkFile(context.options.checkFile);
    return showConfig(context);
  },
};

async function printSchema(): Promise<Outcome> {
  const { configSchema } = await import("../config-schema.ts");
  const schema = configSchema();
  return { exit: 0, json: schema, text: JSON.stringify(schema, null, 2) };
}

/** Reads a file as the strict configuration it would be; what is wrong with it is thrown with place and remedy. */
async function checkFile(path: string): Promise<Outcome> {
  const [{ readConfigFile }, { resolveConfig }] = await Promise.all([
    import("../config-files.ts"),
    import("../config.ts"),
  ]);
  const file = await readConfigFile(resolve(path));
  if (file === undefined) {
    throw new MemoriesError("bad_config", `no such file: ${path}`, { hint: "give the path of a memories.toml" });
  }
  resolveConfig({ options: {}, env: {}, own: file });
  const keys = Object.keys(file.table);
  return { exit: 0, json: { path: file.path, ok: true, keys }, text: `${path}: ok, ${keys.length} keys` };
}

async function showConfig({ options, env }: CommandContext): Promise<Outcome> {
  const [{ loadConfig }, { renderTable }] = await Promise.all([
    import("../load-config.ts"),
    import("../print/table.ts"),
  ]);
  const { config, paths } = await loadConfig(options, env);
  const effective: Record<string, string> = { home: paths.home, codexHome: paths.codexHome, root: paths.root };
  const values = [...config.values]
    .filter(([name]) => rowOf(name).inert !== true)
    .map(([name, { value, origin }]) => ({
      name: rowOf(name).key ?? rowOf(name).flag ?? name,
      value: effective[name] ?? shown(value) ?? null,
      origin: origin.kind,
      place: origin.place === "" ? null : origin.place,
    }));
  const rows = values.map((row) => [row.name, display(row.value), row.place ?? row.origin]);
  return {
    exit: 0,
    json: { values, warnings: config.warnings },
    text: renderTable(["key", "value", "from"], rows),
  };
}

/** A DB URL may carry credentials; those are not shown. */
function shown(value: unknown): unknown {
  return typeof value === "string"
    ? value.replace(/(:\/\/)[^/@]+@/, "$1").replace(/([?&]authToken=)[^&]*/i, "$1…")
    : value;
}

function display(value: unknown): string {
  if (value === null || value === undefined) return "-";
  return typeof value === "string" ? value : JSON.stringify(value);
}
