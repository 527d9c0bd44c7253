import { log } from "../../lib/flow/root/history/log.ts";
import type { Command } from "../command.ts";
import { logTable } from "../print/log.ts";

export const logCommand: Command = {
  name: "log",
  summary: "List the last runs, failed ones too, with what they cost",
  options: ["listFormat", "headers", "noHeaders"],
  list: "runs",
  examples: ["memories log", "memories log --json"],
  async run({ world }) {
    const opened = await world();
    const report = await log(opened);
    return { exit: 0, json: report, table: logTable(report.runs, opened.now) };
  },
};
