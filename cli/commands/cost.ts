import { cost } from "../../lib/flow/cost/cost.ts";
import type { Command } from "../command.ts";
import { costTable } from "../print/cost.ts";

export const costCommand: Command = {
  name: "cost",
  summary: "Show what requests to models came to",
  options: ["by", "costSince", "listFormat", "headers", "noHeaders"],
  list: "rows",
  wraps: true,
  examples: ["memories cost", "memories cost --by model --since 7d", "memories cost --by session --format tsv"],
  async run({ world, options }) {
    const report = await cost(await world(), options.by ?? "day", options.costSince);
    return { exit: 0, json: report, table: costTable(report) };
  },
};
