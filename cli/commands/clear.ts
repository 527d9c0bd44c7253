import { clear } from "../../lib/flow/root/clear.ts";
import type { Command } from "../command.ts";
import { count } from "../print/count.ts";

export const clearCommand: Command = {
  name: "clear",
  summary: "Remove every memory, and everything made of them",
  options: ["yes", "dryRun"],
  reports: "on what it did",
  examples: ["memories clear --dry-run", "memories clear --yes"],
  async run({ world, options }) {
    const mode = options.dryRun === true ? "dry_run" : options.yes === true ? "apply" : "unconfirmed";
    const report = await clear(await world(), mode);
    const verb = report.dry_run ? "would remove" : "removed";
    return {
      exit: 0,
      json: report,
      text: [
        `${verb} ${count(report.stage1_outputs, "memory", "memories")}, ${count(report.files, "file")}, ${count(report.folders, "working folder")}`,
        ...report.files.map((path) => `  ${path}`),
        ...report.folders.map((name) => `  <home>/${name}/`),
        ...report.copies.map((name) => `  <home>/backups/${name}`),
      ].join("\n"),
    };
  },
};
