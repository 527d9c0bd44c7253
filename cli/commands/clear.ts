import type { Command } from "../command.ts";

export const clearCommand: Command = {
  name: "clear",
  summary: "Remove every memory, and everything made of them",
  options: ["yes", "dryRun"],
  examples: ["memories clear --dry-run", "memories clear --yes"],
  async run({ world, options }) {
    const { clear } = await import("../../lib/flow/clear.ts");
    const mode = options.dryRun === true ? "dry_run" : options.yes === true ? "apply" : "unconfirmed";
    const report = await clear(await world(), mode);
    const verb = report.dry_run ? "would remove" : "removed";
    return {
      exit: 0,
      json: report,
      text: [
        `${verb} ${report.stage1_outputs} memories, ${report.files.length} files, ${report.folders.length} working folders`,
        ...report.files.map((path) => `  ${path}`),
        ...report.folders.map((name) => `  <home>/${name}/`),
      ].join("\n"),
    };
  },
};
