import { MemoriesError } from "../../lib/core/errors.ts";
import type { Command } from "../command.ts";
import { nearestName } from "../options/nearest.ts";
import { jsonSchema, REPORTS } from "../reference/json-schemas.ts";

export const schemaCommand: Command = {
  name: "schema",
  summary: "Print the JSON Schema of a command's report, or of all",
  args: "[COMMAND]",
  options: [],
  examples: ["memories schema extract", "memories schema > memories-reports.schema.json"],
  async run({ args }) {
    const [name] = args;
    const names = Object.keys(REPORTS);
    if (name === undefined) {
      const all = Object.fromEntries(names.map((each) => [each, jsonSchema(each)]));
      return { exit: 0, rawJson: all, text: JSON.stringify(all, null, 2) };
    }
    const schema = jsonSchema(name);
    if (schema === undefined) {
      const near = nearestName(name, names);
      throw new MemoriesError("bad_option", `no report is called ${JSON.stringify(name)}`, {
        hint: near === undefined ? `reports are ${names.join(", ")}` : `did you mean ${near}?`,
      });
    }
    return { exit: 0, rawJson: schema, text: JSON.stringify(schema, null, 2) };
  },
};
