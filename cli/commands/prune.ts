import { prune } from "../../lib/flow/run/prune.ts";
import type { Command } from "../command.ts";

export const pruneCommand: Command = {
  name: "prune",
  summary: "Drop memories that nobody used for long",
  options: ["dryRun", "maxUnusedDays", "extensionRetentionDays", "maxRawMemoriesForConsolidation"],
  reports: "on what it did",
  examples: ["memories prune --dry-run", "memories prune --max-unused-days 90"],
  async run({ world, options }) {
    const report = await prune(await world(), { mode: options.dryRun === true ? "dry_run" : "remove" });
    const lists: [string, readonly string[]][] = [
      ["memory", report.stage1_outputs],
      ["summary", report.rollout_summaries],
      ["resource", report.extension_resources],
    ];
    const gone = lists.flatMap(([kind, names]) => names.map((name) => `${kind.padEnd(8)}  ${name}`));
    const verb = options.dryRun === true ? "would be removed" : "removed";
    const head = gone.length === 0 ? `nothing ${verb}` : `${gone.length} ${verb}:`;
    return {
      exit: 0,
      json: report,
      text: report.status === "skipped_running" ? "skipped_running" : [head, ...gone].join("\n"),
    };
  },
};
