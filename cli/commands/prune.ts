import { prune } from "../../lib/flow/run/prune.ts";
import type { Command } from "../command.ts";
import { renderWaiting } from "../print/waiting.ts";

export const pruneCommand: Command = {
  name: "prune",
  summary: "Drop memories that nobody used for long",
  options: ["dryRun", "force", "maxUnusedDays", "extensionRetentionDays", "maxRawMemoriesForConsolidation"],
  reports: "on what it did",
  examples: ["memories prune --dry-run", "memories prune --max-unused-days 90"],
  async run({ world, options }) {
    const report = await prune(await world(), {
      mode: options.dryRun === true ? "dry_run" : "remove",
      bulk: options.force === true ? "let_go" : "hold_back",
    });
    const lists: [string, readonly string[]][] = [
      ["memory", report.stage1_outputs],
      ["summary", report.rollout_summaries],
      ["resource", report.extension_resources],
    ];
    const gone = lists.flatMap(([kind, names]) => names.map((name) => `${kind.padEnd(8)}  ${name}`));
    const verb = options.dryRun === true ? "would be removed" : "removed";
    const head = gone.length === 0 ? `nothing ${verb}` : `${gone.length} ${verb}:`;
    return {
      exit: report.held_back > 0 ? 1 : 0,
      json: report,
      text:
        report.status === "skipped_running"
          ? "skipped_running"
          : [head, ...gone, ...renderWaiting(report.waiting)].join("\n"),
    };
  },
};
