import type { LoggedRun } from "../../lib/flow/root/log.ts";
import { log } from "../../lib/flow/root/log.ts";
import type { Command } from "../command.ts";
import { columnsOf } from "../print/table.ts";

export const logCommand: Command = {
  name: "log",
  summary: "List the last runs",
  options: ["listFormat", "headers", "noHeaders"],
  list: "runs",
  examples: ["memories log", "memories log --json"],
  async run({ world }) {
    const report = await log(await world());
    if (report.runs.length === 0) return { exit: 0, json: report };
    const columns = columnsOf("run", "command", "status", "memories", "changes", "tokens", "note");
    return { exit: 0, json: report, table: { columns, rows: report.runs.map(row) } };
  },
};

function row(run: LoggedRun): string[] {
  const note =
    run.undone_by !== null ? `taken back by ${run.undone_by}` : run.undoes !== null ? `of ${run.undoes}` : "";
  return [
    run.run,
    run.command,
    run.status,
    String(run.selected.length),
    String(run.changes.length),
    String(run.usage.total_tokens),
    note,
  ];
}
