import { AGENT_NAMES } from "../../lib/core/agents/agent-name.ts";
import { CONFIG_NAMES } from "../config/config.ts";
import { describeKind } from "../options/check-value.ts";
import type { OptionRow, ValueKind } from "../options/option.ts";
import { rowOf } from "../options/settings.ts";

/** JSON schema (2020-12) of `memories.toml`, made from the option table. */
export function configSchema(): object {
  const rows = CONFIG_NAMES.map(rowOf).filter((row) => row.key !== undefined);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "memories.toml",
    type: "object",
    additionalProperties: false,
    properties: {
      memories: {
        type: "object",
        additionalProperties: false,
        properties: Object.fromEntries(rows.flatMap(propertiesOf)),
      },
      agents: {
        type: "object",
        additionalProperties: false,
        properties: Object.fromEntries(AGENT_NAMES.map((name) => [name, AGENT_TABLE])),
      },
    },
  };
}

const AGENT_TABLE = {
  type: "object",
  additionalProperties: false,
  properties: { home: { type: "string", minLength: 1, description: "Where this agent keeps its sessions; only read" } },
};

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
