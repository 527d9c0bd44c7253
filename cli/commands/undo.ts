import type { UndoReport } from "../../lib/flow/root/history/undo.ts";
import { undo } from "../../lib/flow/root/history/undo.ts";
import type { Command } from "../command.ts";

export const undoCommand: Command = {
  name: "undo",
  summary: "Take back the last consolidation, or the named run",
  args: "[RUN]",
  options: ["dryRun"],
  reports: "on what it did",
  examples: ["memories undo --dry-run", "memories undo 2026-11-23T12-00-00-1b9d6bcd"],
  async run({ world, args, options }) {
    const report = await undo(await world(), { run: args[0], mode: options.dryRun === true ? "dry_run" : "apply" });
    return { exit: report.conflicts.length === 0 ? 0 : 1, json: report, text: render(report) };
  },
};

function render(report: UndoReport): string {
  if (report.status === "nothing_to_do") return "";
  const would = report.dry_run ? "would take back" : "took back";
  return [
    `${would} ${report.run}`,
    ...report.changes.map(({ status, path }) => `${status} ${path.toWellFormed()}`),
    ...report.conflicts.map((path) => `left alone, changed by somebody else meanwhile: ${path.toWellFormed()}`),
    ...report.redacted.map((path) => `restored without its secrets: ${path.toWellFormed()}`),
  ].join("\n");
}
