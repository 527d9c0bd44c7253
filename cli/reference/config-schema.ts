import { AGENT_NAMES } from "../../lib/core/agents/agent-name.ts";
import { AGENTS_TABLE } from "../config/agent-tables.ts";
import { CONFIG_NAMES } from "../config/config.ts";
import { PRICES_TABLE } from "../config/price-tables.ts";
import { describeKind } from "../options/check-value.ts";
import type { OptionRow, ValueKind } from "../options/option.ts";
import { rowOf } from "../options/settings.ts";

/** JSON schema (2020-12) of `memories.toml`, made from the option table. */
export function configSchema(): object {
  const rows = CONFIG_NAMES.map(rowOf).filter((row) => row.key !== undefined);
  const tables = [...new Set(rows.map((row) => row.table ?? "memories"))];
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "memories.toml",
    type: "object",
    additionalProperties: false,
    properties: {
      ...Object.fromEntries(tables.map((table) => [table, tableSchema(rows, table)])),
      [AGENTS_TABLE]: {
        type: "object",
        additionalProperties: false,
        properties: Object.fromEntries(AGENT_NAMES.map((name) => [name, AGENT_TABLE])),
      },
      [PRICES_TABLE]: PRICES_SCHEMA,
    },
  };
}

const AGENT_TABLE = {
  type: "object",
  additionalProperties: false,
  properties: { home: { type: "string", minLength: 1, description: "Where this agent keeps its sessions; only read" } },
};

function tableSchema(rows: readonly OptionRow[], table: string): object {
  const own = rows.filter((row) => (row.table ?? "memories") === table);
  return { type: "object", additionalProperties: false, properties: Object.fromEntries(own.flatMap(propertiesOf)) };
}

const DOLLARS = { type: "number", minimum: 0 } as const;
const PRICES_SCHEMA = {
  description: "Dollars per million tokens, by the beginning of a model id",
  type: "object",
  additionalProperties: {
    type: "object",
    additionalProperties: false,
    properties: { input: DOLLARS, cached: DOLLARS, output: DOLLARS },
    required: ["input", "output"],
  },
} as const;

function propertiesOf(row: OptionRow): [string, object][] {
  const schema = {
    description: row.help,
    ...typeOf(row.fileKind ?? row.kind),
    ...(row.default === undefined ? {} : { default: row.default }),
  };
  const older = (row.olderKeys ?? []).map((key): [string, object] => [key, { ...schema, deprecated: true }]);
  return [[row.key ?? "", schema], ...older];
}

function typeOf(kind: ValueKind): object {
  switch (kind.type) {
    case "integer":
      return { type: "integer", minimum: kind.min, ...(kind.max === undefined ? {} : { maximum: kind.max }) };
    case "decimal":
      return { type: "number", minimum: kind.min };
    case "switch":
    case "boolean":
      return { type: "boolean" };
    case "choice":
      return { type: "string", enum: kind.values };
    case "list":
      return {
        type: "array",
        items: kind.values === undefined ? { type: "string", minLength: 1 } : { type: "string", enum: kind.values },
        ...(kind.nonEmpty === true && { minItems: 1 }),
      };
    default:
      return { type: "string", minLength: 1, $comment: describeKind(kind) };
  }
}
