import type { LoggedRun } from "../../lib/flow/root/log.ts";
import { log } from "../../lib/flow/root/log.ts";
import type { Command } from "../command.ts";
import { renderTable } from "../print/table.ts";

export const logCommand: Command = {
  name: "log",
  summary: "List the last runs",
  options: ["dryRun"],
  examples: ["memories log", "memories log --json"],
  async run({ world }) {
    const report = await log(await world());
    const header = ["run", "command", "status", "memories", "changes", "tokens", ""];
    return { exit: 0, json: report, text: report.runs.length === 0 ? "" : renderTable(header, report.runs.map(row)) };
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
